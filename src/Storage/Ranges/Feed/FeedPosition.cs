namespace Orleans.TableService.Storage.Ranges.Feed;

/// <summary>
/// Where a watch stands relative to the tail: in it (groups), at its end (a wait), or behind it (neither).
/// </summary>
/// <param name="Groups">The groups of the tail from the asked revision on; none when the journal must be read.</param>
/// <param name="Wait">Completes when more is published; <see langword="null"/> when something is there already.</param>
/// <param name="LastLsn">The last revision published.</param>
internal readonly record struct FeedPosition(FeedGroup[] Groups, Task? Wait, long LastLsn);
