namespace Orleans.TableService.Tests.Suite;

public abstract class AdminSuite(ITableService service) : TableServiceSuite(service)
{
    public static TheoryData<string> BadNames { get; } =
        new("", "two words", "tab\t", "line\n", "<", "a>b", new string('x', ResourceName.LengthMax + 1));

    [Fact]
    public async Task CreateNamespace_WhenTheNameIsFree_ShowsInGetAndList()
    {
        var created = await Admin.CreateNamespaceAsync(Namespace + "/a");
        try
        {
            Assert.Equal(Namespace + "/a", created.Name);
            Assert.Equal(created, await Admin.GetNamespaceAsync(created.Name));
            var all = await Admin.ListNamespacesAsync();
            Assert.Contains(created, all);
            Assert.Equal(all.Select(n => n.Name).Order(StringComparer.Ordinal), all.Select(n => n.Name));
            Assert.Equal(all.Count, all.Select(n => n.Id).Distinct().Count());
        }
        finally
        {
            await Admin.DeleteNamespaceAsync(created.Name);
        }
    }

    [Fact]
    public async Task CreateNamespace_WhenTheNameIsTaken_SaysSo()
    {
        var failure = await Assert.ThrowsAsync<NamespaceExistsException>(() => Admin.CreateNamespaceAsync(Namespace));

        Assert.Equal(Namespace, failure.NamespaceName);
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task Create_WhenTheNameBreaksTheRules_IsRefused(string name)
    {
        await Assert.ThrowsAsync<InvalidNameException>(() => Admin.CreateNamespaceAsync(name));
        await Assert.ThrowsAsync<InvalidNameException>(
            () => Admin.CreateStreamAsync(Namespace, name, new StreamConfiguration()));
    }

    [Fact]
    public async Task Create_WhenTheNameHoldsALoneSurrogate_IsRefused() =>
        await Assert.ThrowsAsync<InvalidNameException>(() => Admin.CreateNamespaceAsync("lone\ud800"));

    [Fact]
    public async Task DeleteNamespace_WhenItHasStreams_IsRefusedUntilTheyAreGone()
    {
        var name = Namespace + "-full";
        await Admin.CreateNamespaceAsync(name);
        await Admin.CreateStreamAsync(name, "s", new StreamConfiguration());

        await Assert.ThrowsAsync<NamespaceNotEmptyException>(() => Admin.DeleteNamespaceAsync(name));
        await Admin.DeleteStreamAsync(name, "s");
        await Admin.DeleteNamespaceAsync(name);

        await Assert.ThrowsAsync<NamespaceNotFoundException>(() => Admin.GetNamespaceAsync(name));
    }

    [Fact]
    public async Task AnyCall_WhenTheNamespaceIsAbsent_SaysSo()
    {
        var absent = Namespace + "-absent";
        var configuration = new StreamConfiguration();
        Func<Task>[] calls =
        [
            () => Admin.GetNamespaceAsync(absent),
            () => Admin.DeleteNamespaceAsync(absent),
            () => Admin.CreateStreamAsync(absent, "s", configuration),
            () => Admin.GetStreamAsync(absent, "s"),
            () => Admin.ListStreamsAsync(absent),
            () => Admin.DeleteStreamAsync(absent, "s"),
            () => Admin.ListRangesAsync(absent, "s"),
            async () => await Service.OpenTableAsync(absent, "s"),
        ];

        foreach (var call in calls)
        {
            Assert.Equal(absent, (await Assert.ThrowsAsync<NamespaceNotFoundException>(call)).NamespaceName);
        }
    }

    [Fact]
    public async Task AnyCall_WhenTheStreamIsAbsent_SaysSo()
    {
        Func<Task>[] calls =
        [
            () => Admin.GetStreamAsync(Namespace, "absent"),
            () => Admin.DeleteStreamAsync(Namespace, "absent"),
            () => Admin.ListRangesAsync(Namespace, "absent"),
            async () => await Service.OpenTableAsync(Namespace, "absent"),
        ];

        foreach (var call in calls)
        {
            Assert.Equal("absent", (await Assert.ThrowsAsync<StreamNotFoundException>(call)).StreamName);
        }
    }

    [Fact]
    public async Task CreateStream_WhenTheNameIsFree_ShowsInGetAndListAndOpen()
    {
        var configuration = new StreamConfiguration
        {
            KeyType = KeyType.Raw,
            InitialRanges = 3,
            KeepPreviousValues = true,
            Retention = new HistoryRetention { Time = TimeSpan.FromHours(24), SizeBytes = 1L << 30 },
            SeparateValuesFromBytes = 64 << 10,
        };
        var second = await Admin.CreateStreamAsync(Namespace, "b", new StreamConfiguration());
        var first = await Admin.CreateStreamAsync(Namespace, "a", configuration);

        Assert.Equal((Namespace, "a", configuration), (first.NamespaceName, first.Name, first.Configuration));
        Assert.True(first.Id.Value >= TableStreamId.FirstUserValue);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first, await Admin.GetStreamAsync(Namespace, "a"));
        Assert.Equal([first, second], await Admin.ListStreamsAsync(Namespace));
        Assert.Equal(first, (await Service.OpenTableAsync(Namespace, "a")).Info);
    }

    [Fact]
    public async Task CreateStream_WhenTheNameIsTaken_SaysSo()
    {
        var names = Enumerable.Range(0, 4).Select(async _ =>
        {
            await Task.Yield();
            try
            {
                await Admin.CreateStreamAsync(Namespace, "s", new StreamConfiguration());
                return 1;
            }
            catch (StreamExistsException exception)
            {
                Assert.Equal("s", exception.StreamName);
                return 0;
            }
        });

        Assert.Equal(1, (await Task.WhenAll(names)).Sum());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(StreamConfiguration.InitialRangesMax + 1)]
    public async Task CreateStream_WhenTheRangesAreOutOfBounds_IsRefused(int ranges)
    {
        await Assert.ThrowsAsync<InvalidRequestException>(() => Admin.CreateStreamAsync(
            Namespace,
            "s",
            new StreamConfiguration { InitialRanges = ranges }));

        Assert.Empty(await Admin.ListStreamsAsync(Namespace));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ValueSeparation.FromBytesMin - 1)]
    [InlineData(ValueSeparation.FromBytesMax + 1)]
    public async Task CreateStream_WhenValuesAreSeparatedOutOfBounds_IsRefused(int fromBytes) =>
        await Assert.ThrowsAsync<InvalidRequestException>(() => Admin.CreateStreamAsync(
            Namespace,
            "s",
            new StreamConfiguration { SeparateValuesFromBytes = fromBytes }));

    [Fact]
    public async Task CreateStream_WhenHistoryIsKeptForEver_SaysSoAndOtherwiseHasTheDefaultOfItsType()
    {
        var unlimited = new StreamConfiguration { Retention = HistoryRetention.Unlimited };
        Assert.Equal(unlimited, (await Admin.CreateStreamAsync(Namespace, "a", unlimited)).Configuration);
        Assert.Equal(unlimited, (await Admin.GetStreamAsync(Namespace, "a")).Configuration);
        var table = (await Admin.CreateStreamAsync(Namespace, "b", new StreamConfiguration())).Configuration;
        Assert.Null(table.Retention);
        Assert.Equal(HistoryRetention.TableDefault, table.EffectiveRetention);
        Assert.Equal(HistoryRetention.Unlimited, (table with { StorageType = StorageType.Stream }).EffectiveRetention);
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(null, -1L)]
    public async Task CreateStream_WhenTheRetentionIsNegative_IsRefused(int? seconds, long? sizeBytes)
    {
        var retention = new HistoryRetention
        {
            Time = seconds is { } time ? TimeSpan.FromSeconds(time) : null,
            SizeBytes = sizeBytes,
        };
        await Assert.ThrowsAsync<InvalidRequestException>(() => Admin.CreateStreamAsync(
            Namespace, "s", new StreamConfiguration { Retention = retention }));
    }

    [Fact]
    public async Task DeleteStream_WhenItIsMadeAgain_IsAnotherAndEmpty()
    {
        var table = await CreateTableAsync();
        await table.PutAsync(Some.Key("k"), Some.Key("v"));

        await Admin.DeleteStreamAsync(Namespace, "table");
        var again = await CreateTableAsync();

        Assert.NotEqual(table.Info.Id, again.Info.Id);
        Assert.NotEqual(table.Info.Incarnation, again.Info.Incarnation);
        Assert.Null(await again.GetAsync(Some.Key("k")));
    }

    [Fact]
    public async Task DeleteStream_WhenATableIsStillHeld_ItsCallsFail()
    {
        var table = await CreateTableAsync();
        await table.PutAsync(Some.Key("k"), Some.Key("v"));

        await Admin.DeleteStreamAsync(Namespace, "table");

        var outcome = await table.TryCommitAsync(Some.Transaction("k", Some.Get("k")));
        Assert.Equal(FaultCode.StreamNotFound, outcome.Fault?.Code);
    }

    [Fact]
    public async Task OpenTable_WhenTheNameIsAStreams_SaysSo()
    {
        var configuration = new StreamConfiguration { StorageType = StorageType.Stream };
        await Admin.CreateStreamAsync(Namespace, "s", configuration);

        await Assert.ThrowsAsync<WrongStorageTypeException>(async () => await Service.OpenTableAsync(Namespace, "s"));
    }

    [Theory]
    [InlineData(KeyType.Hash, 1)]
    [InlineData(KeyType.Hash, 5)]
    [InlineData(KeyType.Raw, 4)]
    public async Task ListRanges_WhenTheStreamHasSome_CoversEveryKeyOnce(KeyType keyType, int count)
    {
        var table = await CreateTableAsync(new StreamConfiguration { KeyType = keyType, InitialRanges = count });
        for (var i = 0; i < 64; i++)
        {
            await table.PutAsync(new byte[] { (byte)(i * 4), 7 }, Some.Key("v"));
        }

        var ranges = await Admin.ListRangesAsync(Namespace, "table");

        Assert.Equal(Enumerable.Range(0, count).Select(i => RangeId.FirstNumber + i), ranges.Select(r => r.Id.Number));
        Assert.All(ranges, range => Assert.Equal(table.Info.Id, range.Id.Stream));
        Assert.True(ranges[0].Interval.Start.IsEmpty);
        Assert.Null(ranges[^1].Interval.End);
        foreach (var (left, right) in ranges.Zip(ranges.Skip(1)))
        {
            Assert.Equal(left.Interval.End!.Value.ToArray(), right.Interval.Start.ToArray());
        }

        Assert.All(ranges, range => Assert.Equal(RangeState.Active, range.State));
        Assert.True(ranges.Sum(range => range.Revision) >= 64);
        Assert.All(ranges, range => Assert.Equal(1, range.OldestRevision));
    }
}
