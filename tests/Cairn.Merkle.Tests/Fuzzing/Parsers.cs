using System.Buffers;
using System.Text;
using Cairn.Contracts;

namespace Cairn.Merkle.Tests;

/// <summary>All the readers of the library.</summary>
public static class Parsers
{
    private static readonly Oracle Oracle = Oracle.OfNumbers();
    private static readonly Checkpoint Empty = new(Signers.Log.Name, new TreeHead(0, Hash.Empty));
    private static readonly Checkpoint Seven = new(Signers.Log.Name, Oracle.Head(7));
    private static readonly string Signed = Seven.Sign(Signers.Log, Signers.Witness);
    private static readonly string Rotated = Note.Cosign(Signed, Signers.Named(Signers.Log.Name, 9));
    private static readonly string[] Notes =
        [Signed, Rotated, Empty.Sign(Signers.Log), Note.Sign("a\n\nb — c\n", Signers.Log), Note.Sign("\n", Signers.Log)];

    public static IReadOnlyList<Parser> All { get; } =
    [
        new("hash", [$"{Hash.Empty}", $"{Oracle.Leaf(0)}"], text => Hash.TryParse(text, out var hash) ? $"{hash}" : null),
        new("vkey", [$"{Signers.Log.Verifier}", $"{Signers.Witness.Verifier}"], text =>
            NoteVerifier.TryParse(text, out var key, out _) ? $"{key}" : null),
        new("note", Notes, text => Note.TryParse(text, out var note, out _) ? note.Format() : null),
        new("signed note", Notes, Opened),
        new("checkpoint", [Empty.Format(), Seven.Format()], text =>
            Checkpoint.TryParse(text, out var checkpoint, out _) ? checkpoint.Format() : null),
        new("signed checkpoint", [Signed, Rotated, Empty.Sign(Signers.Log)], OpenedCheckpoint),
        new("tlog-proof", [Proof(5, [1, 2]), Proof(0, null), new TlogProof(5, Oracle.Path(5, 0, 7), Rotated).Format()], text =>
            TlogProof.TryParse(text, out var proof, out _) ? proof.Format() : null),
        new("tile path", ["tile/0/x001/x234/067.p/112", "tile/1/000"], text =>
            TileId.TryParsePath(text, out var tile, out var width) ? tile.PathAt(width) : null),
        new("pem", [Key([1]), Key([255, 254])], Pem),
        new("bundle", [Bundle("", "a", "entry"), Bundle(new string('b', 300))], Bundled),
    ];

    public static Parser Named(string kind) => All.Single(parser => parser.Kind == kind);

    // A note that opens has the text that was signed: another one would be a forgery.
    private static string? Opened(string text)
    {
        try
        {
            var note = Note.Open(text, Signers.Log.Verifier);
            Assert.Contains(Notes, signed => signed.StartsWith(note.Text + "\n—", StringComparison.Ordinal));
            return note.Format();
        }
        catch (NoteException)
        {
            return null;
        }
    }

    private static string? OpenedCheckpoint(string text)
    {
        try
        {
            Assert.Contains(Checkpoint.Open(text, Signers.Log.Verifier), (Checkpoint[])[Empty, Seven]);
            return text;
        }
        catch (NoteException)
        {
            return null;
        }
    }

    private static string? Pem(string text)
    {
        try
        {
            using var key = Ed25519Key.FromPem(text);
            return key.ToPem();
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // Bytes as the characters of Latin-1. A character beyond it is refused before the reader sees it.
    private static string? Bundled(string text)
    {
        if (text.Any(c => c > 0xFF))
        {
            return null;
        }

        ReadOnlySpan<byte> rest = Encoding.Latin1.GetBytes(text);
        var written = new ArrayBufferWriter<byte>();
        while (EntryBundle.TryRead(ref rest, out var entry))
        {
            EntryBundle.Write(written, entry);
        }

        return rest.IsEmpty ? Encoding.Latin1.GetString(written.WrittenSpan) : null;
    }

    private static string Bundle(params string[] entries)
    {
        var bundle = new ArrayBufferWriter<byte>();
        foreach (var entry in entries)
        {
            EntryBundle.Write(bundle, Encoding.Latin1.GetBytes(entry));
        }

        return Encoding.Latin1.GetString(bundle.WrittenSpan);
    }

    private static string Key(byte[] start)
    {
        using var key = Ed25519Key.FromSeed([.. start, .. new byte[32 - start.Length]]);
        return key.ToPem();
    }

    private static string Proof(long index, byte[]? extra) =>
        new TlogProof(index, Oracle.Path(index, 0, 7), Signed, extra is null ? null : new ReadOnlyMemory<byte>(extra)).Format();
}
