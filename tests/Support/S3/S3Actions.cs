using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Orleans.TableService.Tests.Support.S3;

/// <summary>Carries out what requests ask of a bucket.</summary>
internal sealed class S3Actions(S3Bucket bucket)
{
    private static readonly XNamespace Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    public Task AnswerAsync(
        HttpContext context, S3Request request, S3Fault fault, int pageSize) => request.Action switch
    {
        "ListObjectsV2" => ListAsync(context, pageSize),
        "ListMultipartUploads" => ListUploadsAsync(context, pageSize),
        "GetObject" => ReadAsync(context, bucket.Get(request.Key), fault),
        "HeadObject" => HeadAsync(context, request.Key),
        "PutObject" => StoreAsync(
            context, request.Key, request.Body, fault, context.Request.Headers.IfNoneMatch == "*", null),
        "CopyObject" => CopyAsync(context, request.Key, fault),
        "DeleteObject" => DeleteAsync(context, request.Key, fault),
        "CreateMultipartUpload" => WriteXmlAsync(context, 200, new XElement(
            Namespace + "InitiateMultipartUploadResult",
            new XElement(Namespace + "Bucket", S3TestServer.BucketName),
            new XElement(Namespace + "Key", request.Key),
            new XElement(Namespace + "UploadId", bucket.Begin(request.Key)))),
        "UploadPart" => PartAsync(context, request),
        "CompleteMultipartUpload" => CompleteAsync(context, request, fault),
        "AbortMultipartUpload" => AbortAsync(context),
        _ => throw new S3Error(501, "NotImplemented", "The test server does not do that."),
    };

    private Task ListAsync(HttpContext context, int pageSize)
    {
        var query = context.Request.Query;
        var (prefix, after) = (query["prefix"].ToString(), query["continuation-token"].ToString());
        var found = bucket.Objects.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)
            && string.CompareOrdinal(pair.Key, after) > 0).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        var page = found.Take(pageSize).ToList();
        var isCut = page.Count < found.Count;
        return WriteXmlAsync(context, 200, new XElement(
            Namespace + "ListBucketResult",
            new XElement(Namespace + "Name", S3TestServer.BucketName),
            new XElement(Namespace + "Prefix", prefix),
            new XElement(Namespace + "KeyCount", page.Count),
            new XElement(Namespace + "MaxKeys", pageSize),
            new XElement(Namespace + "IsTruncated", isCut),
            isCut ? new XElement(Namespace + "NextContinuationToken", page[^1].Key) : null,
            page.Select(pair => new XElement(
                Namespace + "Contents",
                new XElement(Namespace + "Key", pair.Key),
                new XElement(Namespace + "LastModified", "2026-01-01T00:00:00.000Z"),
                new XElement(Namespace + "ETag", S3Bucket.Tag(pair.Value)),
                new XElement(Namespace + "Size", pair.Value.Length),
                new XElement(Namespace + "StorageClass", "STANDARD")))));
    }

    private Task ListUploadsAsync(HttpContext context, int pageSize)
    {
        var query = context.Request.Query;
        var prefix = query["prefix"].ToString();
        var (key, id) = (query["key-marker"].ToString(), query["upload-id-marker"].ToString());
        var found = bucket.Uploads.Where(upload => upload.Key.StartsWith(prefix, StringComparison.Ordinal)
            && (string.CompareOrdinal(upload.Key, key) > 0
                || (upload.Key == key && string.CompareOrdinal(upload.Id, id) > 0))).ToList();
        var page = found.Take(pageSize).ToList();
        return WriteXmlAsync(context, 200, new XElement(
            Namespace + "ListMultipartUploadsResult",
            new XElement(Namespace + "Bucket", S3TestServer.BucketName),
            new XElement(Namespace + "MaxUploads", pageSize),
            new XElement(Namespace + "IsTruncated", page.Count < found.Count),
            page.Count < found.Count ? new XElement(Namespace + "NextKeyMarker", page[^1].Key) : null,
            page.Count < found.Count ? new XElement(Namespace + "NextUploadIdMarker", page[^1].Id) : null,
            page.Select(upload => new XElement(
                Namespace + "Upload",
                new XElement(Namespace + "Key", upload.Key),
                new XElement(Namespace + "UploadId", upload.Id),
                new XElement(
                    Namespace + "Initiated",
                    upload.Begun.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))))));
    }

    private static async Task ReadAsync(HttpContext context, byte[] bytes, S3Fault fault)
    {
        var from = 0;
        var range = context.Request.Headers.Range.ToString();
        if (range.Length > 0)
        {
            from = int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
            context.Response.StatusCode = from < bytes.Length
                ? 206 : throw new S3Error(416, "InvalidRange", "It is not that long.");
            context.Response.Headers.ContentRange = $"bytes {from}-{bytes.Length - 1}/{bytes.Length}";
        }

        var part = bytes.AsMemory(from);
        context.Response.ContentLength = part.Length;
        context.Response.Headers.ETag = S3Bucket.Tag(bytes);
        if (fault == S3Fault.Damage)
        {
            var damaged = part.ToArray();
            damaged[damaged.Length / 2] ^= 4;
            part = damaged;
        }

        await context.Response.Body.WriteAsync(fault == S3Fault.Cut ? part[..(part.Length / 2)] : part);
        if (fault == S3Fault.Cut)
        {
            await context.Response.Body.FlushAsync();
            context.Abort();
        }
    }

    private Task HeadAsync(HttpContext context, string key)
    {
        if (!bucket.Objects.TryGetValue(key, out var bytes))
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }

        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.ETag = S3Bucket.Tag(bytes);
        return Task.CompletedTask;
    }

    private Task StoreAsync(
        HttpContext context, string key, byte[] bytes, S3Fault fault, bool onlyNew, XElement? answer)
    {
        if (fault != S3Fault.Lose)
        {
            bucket.Put(key, fault == S3Fault.Truncate ? bytes[..(bytes.Length / 2)] : bytes, onlyNew);
        }

        if (fault == S3Fault.DoneAndCut)
        {
            context.Abort();
        }

        context.Response.Headers.ETag = S3Bucket.Tag(bytes);
        return answer is null ? Task.CompletedTask : WriteXmlAsync(context, 200, answer);
    }

    private Task CopyAsync(HttpContext context, string key, S3Fault fault)
    {
        var source = Uri.UnescapeDataString(context.Request.Headers["x-amz-copy-source"].ToString()).TrimStart('/');
        var bytes = bucket.Get(source[(S3TestServer.BucketName.Length + 1)..]);
        return StoreAsync(context, key, bytes, fault, onlyNew: false, new XElement(
            Namespace + "CopyObjectResult",
            new XElement(Namespace + "LastModified", "2026-01-01T00:00:00.000Z"),
            new XElement(Namespace + "ETag", S3Bucket.Tag(bytes))));
    }

    private Task DeleteAsync(HttpContext context, string key, S3Fault fault)
    {
        if (fault != S3Fault.Lose)
        {
            bucket.Objects.TryRemove(key, out _);
        }

        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private Task PartAsync(HttpContext context, S3Request request)
    {
        var query = context.Request.Query;
        var number = int.Parse(query["partNumber"].ToString(), CultureInfo.InvariantCulture);
        bucket.PutPart(query["uploadId"].ToString(), number, request.Body);
        context.Response.Headers.ETag = S3Bucket.Tag(request.Body);
        return Task.CompletedTask;
    }

    private async Task CompleteAsync(HttpContext context, S3Request request, S3Fault fault)
    {
        var id = context.Request.Query["uploadId"].ToString();
        var bytes = bucket.Complete(id, request.Body);
        bucket.End(id);
        await StoreAsync(context, request.Key, bytes, fault, onlyNew: false, new XElement(
            Namespace + "CompleteMultipartUploadResult",
            new XElement(Namespace + "Bucket", S3TestServer.BucketName),
            new XElement(Namespace + "Key", request.Key),
            new XElement(Namespace + "ETag", S3Bucket.Tag(bytes))));
    }

    private Task AbortAsync(HttpContext context)
    {
        bucket.End(context.Request.Query["uploadId"].ToString());
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    public static async Task WriteXmlAsync(HttpContext context, int status, XElement xml)
    {
        var bytes = Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="UTF-8"?>""" + xml);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }
}
