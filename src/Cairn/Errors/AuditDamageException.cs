namespace Cairn;

/// <summary>What is stored in an entry's place is not what was recorded. Run <c>cairn verify</c>.</summary>
public sealed class AuditDamageException : CairnException
{
    internal AuditDamageException(long index, IReadOnlyList<string> problems)
        : base($"Entry {index} is not as it was written: {string.Join("; ", problems)}. Run: cairn verify") =>
        (Index, Problems) = (index, problems);

    /// <summary>The entry's place in the log.</summary>
    public long Index { get; }

    /// <summary>What is wrong with it.</summary>
    public IReadOnlyList<string> Problems { get; }
}
