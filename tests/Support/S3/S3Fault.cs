namespace Orleans.TableService.Tests.Support.S3;

/// <summary>What a request suffers.</summary>
public enum S3Fault
{
    /// <summary>It is served.</summary>
    None,

    /// <summary>It is never answered.</summary>
    Hang,

    /// <summary>500 InternalError.</summary>
    InternalError,

    /// <summary>503 SlowDown.</summary>
    SlowDown,

    /// <summary>The connection is cut, in the middle of the body that is read, or before the answer.</summary>
    Cut,

    /// <summary>The body that is read has a wrong bit.</summary>
    Damage,

    /// <summary>It is said to be done, and nothing is stored.</summary>
    Lose,

    /// <summary>It is said to be done, and half of it is stored.</summary>
    Truncate,

    /// <summary>It is done, and the connection is cut before it is said.</summary>
    DoneAndCut,

    /// <summary>404 NoSuchUpload.</summary>
    NoSuchUpload,

    /// <summary>501 NotImplemented.</summary>
    NotImplemented,
}
