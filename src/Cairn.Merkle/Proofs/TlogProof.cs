using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Cairn.Merkle;

/// <summary>Proof of one entry that is checked without the log at hand (C2SP tlog-proof, <c>c2sp.org/tlog-proof@v1</c>).</summary>
/// <remarks>
/// Reading it verifies nothing: open <see cref="Checkpoint"/> with the log's key, then check <see cref="Hashes"/> against its head.
/// </remarks>
/// <param name="Index">The entry's place, from 0.</param>
/// <param name="Hashes">The inclusion proof, from the leaf's sibling to the root's child; at most 63. Compared by reference.</param>
/// <param name="Checkpoint">The log's signed checkpoint, the whole note, not verified.</param>
/// <param name="Extra">Data of the application's own, which nothing authenticates; null for none, which empty becomes.</param>
/// <exception cref="ArgumentException">The index is negative, the hashes are too many or the checkpoint is not a signed one.</exception>
public sealed record TlogProof(long Index, IReadOnlyList<Hash> Hashes, string Checkpoint, ReadOnlyMemory<byte>? Extra = null)
{
    internal const string FirstLine = "c2sp.org/tlog-proof@v1";
    internal const string ExtraPrefix = "extra ";
    internal const string IndexPrefix = "index ";

    // No tree whose size is a long is higher.
    internal const int MostHashes = 63;

    /// <summary>The entry's place, from 0.</summary>
    public long Index { get; init => field = Valid(value); } = Valid(Index);

    /// <summary>The inclusion proof, from the leaf's sibling to the root's child.</summary>
    public IReadOnlyList<Hash> Hashes { get; init => field = Valid(value); } = Valid(Hashes);

    /// <summary>The log's signed checkpoint, the whole note, not verified.</summary>
    public string Checkpoint { get; init => field = Valid(value); } = Valid(Checkpoint);

    /// <summary>Data of the application's own, which nothing authenticates; null for none.</summary>
    public ReadOnlyMemory<byte>? Extra { get; init => field = NullIfEmpty(value); } = NullIfEmpty(Extra);

    /// <summary>Reads what <see cref="Format"/> writes, and nothing else.</summary>
    /// <exception cref="FormatException">It is not a proof; the message says where.</exception>
    public static TlogProof Parse(string text) =>
        TryParse(text, out var proof, out var error) ? proof : throw new FormatException($"Not a tlog-proof: {error}.");

    /// <inheritdoc cref="Parse"/>
    /// <param name="text">The whole proof.</param>
    /// <param name="proof">The proof; null on failure.</param>
    /// <param name="error">On failure, what is wrong and where; otherwise empty.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out TlogProof? proof, out string error)
    {
        proof = TlogProofParser.Parse(text, out error);
        return proof is not null;
    }

    /// <summary>The proof as text, to keep as a <c>.tlog-proof</c> file.</summary>
    public string Format()
    {
        var text = new StringBuilder(FirstLine).Append('\n');
        if (Extra is { } extra)
        {
            text.Append(ExtraPrefix).Append(Convert.ToBase64String(extra.Span)).Append('\n');
        }

        text.Append(IndexPrefix).Append(CanonicalDecimal.Format(Index)).Append('\n');
        foreach (var hash in Hashes)
        {
            text.Append(hash).Append('\n');
        }

        return text.Append('\n').Append(Checkpoint).ToString();
    }

    private static long Valid(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return index;
    }

    private static IReadOnlyList<Hash> Valid(IReadOnlyList<Hash> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hashes.Count, MostHashes, nameof(hashes));
        return [.. hashes];
    }

    private static string Valid(string checkpoint) =>
        TlogProofParser.CheckpointComplaint(checkpoint) is { } complaint
            ? throw new ArgumentException($"The checkpoint of a proof is a signed one: {complaint}.", nameof(checkpoint))
            : checkpoint;

    private static ReadOnlyMemory<byte>? NullIfEmpty(ReadOnlyMemory<byte>? extra) => extra is { IsEmpty: true } ? null : extra;
}
