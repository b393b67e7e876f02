using System.Text.RegularExpressions;

namespace Orleans.TableService.Storage.S3;

/// <summary>A bucket, and what the names of all objects in it begin with.</summary>
/// <param name="Bucket">Name of the bucket.</param>
/// <param name="Prefix">Empty, or ends with <c>/</c>.</param>
internal sealed partial record S3Location(string Bucket, string Prefix)
{
    /// <summary>Reads <c>s3://bucket/prefix</c>.</summary>
    /// <returns><see langword="null"/> if it is none.</returns>
    public static S3Location? TryParse(string text)
    {
        if (Form().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var prefix = match.Groups[2].Value.Trim('/');
        return new S3Location(match.Groups[1].Value, prefix.Length == 0 ? "" : prefix + "/");
    }

    /// <inheritdoc/>
    public override string ToString() => $"s3://{Bucket}/{Prefix.TrimEnd('/')}";

    [GeneratedRegex(
        @"\As3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)/?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
