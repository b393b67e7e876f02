using System.Collections.Concurrent;
using System.Net;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Orleans.TableService.Tests.Support.S3;

/// <summary>
/// One bucket behind the part of Amazon S3's protocol that checkpoints need, path-style, on a
/// free port of the loopback.
/// </summary>
/// <remarks>Requests must be signed, over the bytes that came. What goes wrong is up to <see cref="Fault"/>.</remarks>
public sealed class S3TestServer : IAsyncDisposable
{
    public const string BucketName = "test-bucket";
    public const string AccessKey = "test-access-key";
    public const string SecretKey = "test/secret+key";

    private readonly TaskCompletionSource _hung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly S3Bucket _bucket = new();
    private readonly S3Actions _actions;
    private readonly WebApplication _app;

    private S3TestServer()
    {
        _actions = new S3Actions(_bucket);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    /// <summary>Address to give to a client.</summary>
    public Uri Endpoint => new(_app.Urls.First());

    /// <summary>All objects by key.</summary>
    public ConcurrentDictionary<string, byte[]> Objects => _bucket.Objects;

    /// <summary>Uploads in parts that were begun and not ended.</summary>
    public int UploadCount => _bucket.UploadCount;

    /// <summary>The clock by which uploads begin.</summary>
    public TimeProvider Time
    {
        get => _bucket.Time;
        set => _bucket.Time = value;
    }

    /// <summary>What was asked for so far.</summary>
    public ConcurrentQueue<S3Request> Requests { get; } = new();

    /// <summary>Objects in one page of a listing.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>The secret key that requests must be signed with.</summary>
    public string SecretKeyNow { get; set; } = SecretKey;

    /// <summary>What a request suffers.</summary>
    public Func<S3Request, S3Fault> Fault { get; set; } = _ => S3Fault.None;

    /// <summary>Completes when a request hangs.</summary>
    public Task Hung => _hung.Task;

    public static async Task<S3TestServer> StartAsync()
    {
        var server = new S3TestServer();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Begins an upload in parts that nobody goes on with.</summary>
    public void BeginUpload(string key) => _bucket.Begin(key);

    public int Count(string action) => Requests.Count(request => request.Action == action);

    public async ValueTask DisposeAsync()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await _app.StopAsync(stop.Token);
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = await S3Request.ReadAsync(context);
        Requests.Enqueue(request);
        var fault = Fault(request);
        try
        {
            await FailAsync(context, fault);
            S3Signature.Check(context.Request, request.Body, AccessKey, SecretKeyNow);
            if (request.Bucket != BucketName)
            {
                throw new S3Error(404, "NoSuchBucket", "There is no such bucket.");
            }

            await _actions.AnswerAsync(context, request, fault, PageSize);
        }
        catch (S3Error e)
        {
            var xml = new XElement("Error", new XElement("Code", e.Code), new XElement("Message", e.Message));
            await S3Actions.WriteXmlAsync(context, e.Status, xml);
        }
    }

    private async Task FailAsync(HttpContext context, S3Fault fault)
    {
        switch (fault)
        {
            case S3Fault.Hang:
                _hung.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                break;
            case S3Fault.InternalError:
                throw new S3Error(500, "InternalError", "We encountered an internal error.");
            case S3Fault.SlowDown:
                throw new S3Error(503, "SlowDown", "Reduce your request rate.");
            case S3Fault.NoSuchUpload:
                throw new S3Error(404, "NoSuchUpload", "There is none.");
            case S3Fault.NotImplemented:
                throw new S3Error(501, "NotImplemented", "A header implies what is not there.");
            case S3Fault.Cut when !HttpMethods.IsGet(context.Request.Method):
                context.Abort();
                context.RequestAborted.ThrowIfCancellationRequested();
                break;
        }
    }
}
