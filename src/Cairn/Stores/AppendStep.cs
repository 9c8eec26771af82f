namespace Cairn.Stores;

/// <summary>The two sides of the write at which tests make an append fail.</summary>
internal enum AppendStep
{
    /// <summary>Everything is written, nothing is durable: a failure here must leave nothing.</summary>
    BeforeCommit,

    /// <summary>Everything is durable, the caller was not told: a failure here must leave everything.</summary>
    AfterCommit,
}
