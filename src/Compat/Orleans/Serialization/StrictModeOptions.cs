namespace Orleans.TableService.Compat;

/// <summary>Tests switch this on to see what crossing a process border would do to messages.</summary>
public sealed class StrictModeOptions
{
    /// <summary>Whether what is not immutable is rebuilt on every call. Default no.</summary>
    public bool Enabled { get; set; }
}
