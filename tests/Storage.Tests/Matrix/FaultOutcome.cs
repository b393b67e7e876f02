namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>What a store had after a fault.</summary>
internal enum FaultOutcome
{
    /// <summary>All that was acknowledged, and nothing was under way.</summary>
    Complete,

    /// <summary>All that was acknowledged, and what was under way besides.</summary>
    Kept,

    /// <summary>All that was acknowledged; what was under way is gone without trace.</summary>
    Dropped,

    /// <summary>Not what was acknowledged, or what cannot be.</summary>
    Lost,

    /// <summary>It says that bytes are damaged, though none were.</summary>
    Refused,

    /// <summary>It does not open.</summary>
    Failed,
}
