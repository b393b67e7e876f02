using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>Up to where unapplied entries go.</summary>
/// <param name="Records">The newest group.</param>
/// <param name="CommitMs">Its commit time.</param>
/// <param name="Bytes">Journal bytes of all groups.</param>
/// <param name="HeldBytes">Memory of all groups: no less than what is kept of them.</param>
internal readonly record struct UnappliedHead(RecordGroup Records, long CommitMs, long Bytes, long HeldBytes);
