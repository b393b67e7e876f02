using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Orleans.TableService.Tests.Support.S3;

/// <summary>A request as the protocol has it: what to do, with which object.</summary>
/// <param name="Action">Name of the operation, such as <c>PutObject</c>.</param>
/// <param name="Bucket">The bucket, from the path.</param>
/// <param name="Key">Name of the object; empty for the bucket.</param>
/// <param name="Body">All bytes that came.</param>
public sealed record S3Request(string Action, string Bucket, string Key, byte[] Body)
{
    internal static async Task<S3Request> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        var parts = Uri.UnescapeDataString(path).TrimStart('/').Split('/', 2);
        var key = parts.Length > 1 ? parts[1] : "";
        return new S3Request(ActionOf(context.Request, key), parts[0], key, body.ToArray());
    }

    private static string ActionOf(HttpRequest request, string key) => (request.Method, key.Length > 0) switch
    {
        ("GET", false) when request.Query["list-type"] == "2" => "ListObjectsV2",
        ("GET", false) when request.Query.ContainsKey("uploads") => "ListMultipartUploads",
        ("GET", true) => "GetObject",
        ("HEAD", true) => "HeadObject",
        ("DELETE", true) => request.Query.ContainsKey("uploadId") ? "AbortMultipartUpload" : "DeleteObject",
        ("PUT", true) when request.Query.ContainsKey("partNumber") => "UploadPart",
        ("PUT", true) => request.Headers.ContainsKey("x-amz-copy-source") ? "CopyObject" : "PutObject",
        ("POST", true) when request.Query.ContainsKey("uploads") => "CreateMultipartUpload",
        ("POST", true) when request.Query.ContainsKey("uploadId") => "CompleteMultipartUpload",
        _ => "Unknown",
    };
}
