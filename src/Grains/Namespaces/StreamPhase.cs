namespace Orleans.TableService.Grains.Namespaces;

/// <summary>Where a stream is between its creation and its end. Stored: numbers never change.</summary>
internal enum StreamPhase
{
    /// <summary>Nobody was told that it exists; what is missing of it is made, or the whole is deleted.</summary>
    Creating = 1,

    /// <summary>It serves.</summary>
    Created = 2,

    /// <summary>It serves no more; what is left of it is removed.</summary>
    Deleting = 3,
}
