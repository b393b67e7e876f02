using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Orleans.TableService.Tests.Support.S3;

/// <summary>
/// Checks that a request was signed with the secret key, and over the bytes that came (Signature V4).
/// </summary>
internal static class S3Signature
{
    private const string Scheme = "AWS4-HMAC-SHA256 ";

    /// <exception cref="S3Error">The signature is not right.</exception>
    public static void Check(HttpRequest request, byte[] body, string accessKey, string secretKey)
    {
        var fields = Parse(request.Headers.Authorization.ToString());
        var scope = fields["Credential"].Split('/', 2);
        if (scope[0] != accessKey)
        {
            throw new S3Error(403, "InvalidAccessKeyId", "There is no such access key.");
        }

        var payload = request.Headers["x-amz-content-sha256"].ToString();
        if (payload != Hex(SHA256.HashData(body)))
        {
            throw new S3Error(400, "XAmzContentSHA256Mismatch", "The body is not what was signed.");
        }

        var text = string.Join(
            '\n', Scheme.Trim(), request.Headers["x-amz-date"].ToString(), scope[1],
            Hex(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(request, fields["SignedHeaders"], payload)))));
        var key = Encoding.UTF8.GetBytes("AWS4" + secretKey);
        foreach (var part in scope[1].Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        if (Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))) != fields["Signature"])
        {
            throw new S3Error(403, "SignatureDoesNotMatch", "The signature is wrong.");
        }
    }

    private static Dictionary<string, string> Parse(string header) =>
        header.StartsWith(Scheme, StringComparison.Ordinal)
            ? header[Scheme.Length..].Split(',')
                .Select(field => field.Trim().Split('=', 2))
                .ToDictionary(field => field[0], field => field[1])
            : throw new S3Error(403, "AccessDenied", "The request is not signed.");

    private static string Canonical(HttpRequest request, string signedHeaders, string payload)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        var query = target.Length > 1
            ? string.Join('&', target[1].Split('&')
                .Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=")
                .Order(StringComparer.Ordinal))
            : "";
        var headers = string.Concat(signedHeaders.Split(';').Select(name => string.Create(
            CultureInfo.InvariantCulture, $"{name}:{request.Headers[name].ToString().Trim()}\n")));
        return string.Join('\n', request.Method, target[0], query, headers, signedHeaders, payload);
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
