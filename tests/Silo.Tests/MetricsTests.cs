using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Orleans.TableService.Client;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Silo.Tests;

/// <summary>The metrics of the composed server: fetched, sent, and as the documentation lists them.</summary>
[Collection("servers")]
public sealed class MetricsTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("tableservice-silo-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Scrape_OfAServerThatServed_TellsOfStorageDoorAndTable()
    {
        await using var server = await StartAsync("--metrics-port=0");
        await UseAsync(server);
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri($"{server.Urls.Last()}/metrics"));

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Contains(
            "tableservice_storage_sync_duration_seconds_count{file=\"log\"} ", text, StringComparison.Ordinal);
        Assert.Contains("tableservice_storage_batch_size_bucket{le=\"1\"} ", text, StringComparison.Ordinal);
        Assert.Contains("tableservice_storage_cache_requests_total{result=\"hit\"} ", text, StringComparison.Ordinal);
        Assert.Contains("tableservice_storage_table_indexes{stream=\"1024\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "tableservice_table_info{stream=\"1024\",namespace=\"default\",table=\"t\"} 1\n",
            text,
            StringComparison.Ordinal);
        Assert.Contains(
            "tableservice_gateway_request_duration_seconds_count{method=\"tableservice.v1.Tables/Put\",status=\"OK\"} ",
            text,
            StringComparison.Ordinal);
        Assert.Contains("kestrel_active_connections", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_process_memory_working_set_bytes", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ports_ServeNothingOfEachOther()
    {
        await using var server = await StartAsync("--metrics-port=0");
        using var http = new HttpClient();
        using var overHttp2 = new HttpRequestMessage(HttpMethod.Get, new Uri($"{server.Urls.First()}/metrics"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var fromDoor = await http.SendAsync(overHttp2);
        using var fromMetrics = await http.PostAsync(
            new Uri($"{server.Urls.Last()}/tableservice.v1.Tables/Get"), new ByteArrayContent([]));

        Assert.Equal(HttpStatusCode.NotFound, fromDoor.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, fromMetrics.StatusCode);
    }

    [Fact]
    public async Task Start_WithoutOptions_ServesNoMetricsAndSendsNone()
    {
        await using var server = await StartAsync();

        Assert.Single(server.Urls);
        Assert.DoesNotContain("metrics", ServerHost.ReadyLine(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Otlp_SendsTheMetricsToTheReceiver()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var server = await StartAsync("--otlp", receiver.Address.ToString());
        await UseAsync(server);

        Assert.True(server.Services.GetRequiredService<MeterProvider>().ForceFlush(30_000));

        Assert.True(receiver.HasReceived("tableservice.storage.append.duration"));
        Assert.True(receiver.HasReceived("tableservice.storage.table.indexes"));
        Assert.True(receiver.HasReceived("streamstorage"));
    }

    [Fact]
    public async Task Documentation_ListsExactlyTheInstruments()
    {
        var found = new ConcurrentDictionary<string, string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name.StartsWith("Orleans.TableService.", StringComparison.Ordinal))
                {
                    found[instrument.Name] = $"{KindOf(instrument)} {instrument.Unit}";
                }
            },
        };
        listener.Start();
        await using var server = await StartAsync("--metrics-port=0");
        await UseAsync(server);

        var documented = File.ReadLines(Path.Combine(Repository.Root, "docs", "operations.md"))
            .Where(line => line.StartsWith("| `tableservice.", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => $"{cells[2]} {cells[3]}");

        Assert.Equal(documented.OrderBy(row => row.Key), found.ToDictionary().OrderBy(row => row.Key));
    }

    private static string KindOf(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        return type.Contains("Histogram", StringComparison.Ordinal) ? "histogram"
            : type.Contains("UpDown", StringComparison.Ordinal) ? "updown"
            : type.Contains("Counter", StringComparison.Ordinal) ? "counter"
            : "gauge";
    }

    private async Task<WebApplication> StartAsync(params string[] more)
    {
        var server = ServerHost.Build(
            ServerArguments.Parse(["standalone", "--port=0", "--data-dir", Path.Combine(_data, "data"), .. more]));
        await server.StartAsync();
        return server;
    }

    private static async Task UseAsync(WebApplication server)
    {
        await using var client = new TableServiceClient(new Uri(server.Urls.First()));
        await client.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        var table = await client.OpenTableAsync("default", "t");
        await table.PutAsync("k"u8.ToArray(), "v"u8.ToArray());
        await table.GetAsync("k"u8.ToArray());
    }
}
