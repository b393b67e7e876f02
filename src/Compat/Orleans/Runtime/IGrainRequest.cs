namespace Orleans.TableService.Compat;

/// <summary>A call on its way, as the runtime handles it whatever its result type.</summary>
internal interface IGrainRequest : ITurn
{
    GrainMethod Method { get; }

    Activation? Target { get; set; }

    /// <summary>Whether the caller has its answer, or gave up.</summary>
    bool IsAnswered { get; }

    /// <summary>When the caller gives up, in the milliseconds of <see cref="PendingCalls"/>.</summary>
    long DeadlineMilliseconds { get; set; }

    /// <summary>Place in <see cref="PendingCalls"/>; negative while it has none.</summary>
    int Slot { get; set; }

    void Fail(Exception exception);

    void CopyArguments(MessageCopier copier);
}
