namespace Orleans.TableService.Tests.Support.S3;

/// <summary>An answer that is an error.</summary>
internal sealed class S3Error(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;
}
