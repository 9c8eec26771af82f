namespace Cairn.Bench;

/// <summary>
/// The baseline of callers: one prepared INSERT and one commit for each event, into one table with five indexes (its key, time,
/// actor, action, category).
/// </summary>
internal interface IInserts : IAsyncDisposable
{
    /// <summary>Returns when the row is committed.</summary>
    Task InsertAsync(PlainRow row);
}
