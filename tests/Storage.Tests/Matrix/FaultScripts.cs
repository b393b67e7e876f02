namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>What is done to a store while the disk fails. Range numbers are 1 to 4.</summary>
internal static class FaultScripts
{
    /// <summary>
    /// Every kind of step: groups together, rolling, forced copying, recycling, trimming, deletion, restarts.
    /// </summary>
    public static async Task EverythingAsync(FaultDriver driver)
    {
        await driver.CreateAsync(1);
        await driver.CreateAsync(2);
        await driver.CreateAsync(3);
        await driver.AppendAsync(2, 10, 700, 30);
        await driver.AppendTogetherAsync(900, 1, 2, 3);

        // The other ranges are idle and hold the oldest file: they are copied by force.
        await driver.FillAsync(1, 9, 1500);
        await driver.TrimAsync(1, 4);
        await driver.AppendTogetherAsync(1800, 3, 1, 2);
        await driver.RestartAsync();
        await driver.AppendAsync(3, 20_000);
        await driver.FillAsync(2, 4, 2500);
        await driver.DeleteAsync(3);
        await driver.FillAsync(1, 3, 3000);
        await driver.CreateAsync(3);
        await driver.TrimAsync(2, 0);
        await driver.AppendTogetherAsync(400, 2, 3, 1);
        await driver.TrimAsync(1, 2);
        await driver.RestartAsync();
        await driver.FillAsync(3, 3, 3000);
        await driver.DeleteAsync(2);
    }

    /// <summary>A few steps for a store that a crash has left.</summary>
    public static async Task AfterwardsAsync(FaultDriver driver)
    {
        await driver.CreateAsync(4);
        await driver.AppendTogetherAsync(600, 4, 1);
        await driver.FillAsync(1, 3, 3000);
        await driver.AppendAsync(4, 50, 50);
        await driver.TrimAsync(1, 3);
        await driver.RestartAsync();
        await driver.AppendTogetherAsync(600, 1, 4);
        await driver.DeleteAsync(4);
    }

    /// <summary>
    /// Checkpoints of ranges that roll, are copied as a split would, restart, are deleted and made again; journals are
    /// trimmed by them.
    /// </summary>
    public static async Task CheckpointsAsync(FaultDriver driver)
    {
        await driver.CreateAsync(1);
        await driver.AppendTogetherAsync(900, 1, 2);
        await driver.CheckpointAsync(1);
        await driver.FillAsync(1, 2, 3000);
        await driver.CheckpointAsync(1);
        await driver.AppendTogetherAsync(3000, 2, 1);
        await driver.RestartAsync();
        await driver.CheckpointAsync(1);
        await driver.CopyAsync(1, 3);
        await driver.CheckpointAsync(3);
        await driver.DeleteAsync(1);
        await driver.RestartAsync();
        await driver.CreateAsync(1);
        await driver.AppendTogetherAsync(1500, 1, 2, 3);
        await driver.CheckpointAsync(3);
    }

    /// <summary>A few steps with checkpoints for a store that a crash has left.</summary>
    public static async Task CheckpointsAfterwardsAsync(FaultDriver driver)
    {
        await driver.AppendTogetherAsync(600, 3, 1);
        await driver.CheckpointAsync(1);
        await driver.RestartAsync();
        await driver.AppendAsync(1, 50, 50);
        await driver.CheckpointAsync(1);
        await driver.DeleteAsync(3);
    }

    /// <summary>Streams whose last range goes, so that their directory goes too, and comes back.</summary>
    public static async Task DeletionsAsync(FaultDriver driver)
    {
        for (var life = 0; life < 3; life++)
        {
            await driver.CreateAsync(1);
            await driver.CreateAsync(2);
            await driver.FillAsync(1, 6, 3000);
            await driver.DeleteAsync(1);
            await driver.FillAsync(2, 4, 3000);
            await driver.DeleteAsync(2);
            if (life == 1)
            {
                await driver.RestartAsync();
            }
        }
    }

    /// <summary>Starts that follow one another with little between them.</summary>
    public static async Task RestartsAsync(FaultDriver driver)
    {
        for (var start = 0; start < 6; start++)
        {
            await driver.CreateAsync(1 + (start % 2));
            await driver.AppendAsync(1 + (start % 2), 200, 2000);
            await driver.RestartAsync();
        }
    }
}
