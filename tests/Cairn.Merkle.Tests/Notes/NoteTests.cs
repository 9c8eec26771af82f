namespace Cairn.Merkle.Tests;

public class NoteTests
{
    // The example of C2SP signed-note.
    private const string Example = """
        This is an example message.

        — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

        """;

    private static readonly NoteVerifier ExampleKey =
        NoteVerifier.Parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");

    [Fact]
    public void The_specifications_note_opens()
    {
        var note = Note.Open(Example, ExampleKey);
        Assert.Equal("This is an example message.\n", note.Text);
        Assert.Equal(("example.com/foo", 0x530d903au), (note.Verified.Single().Name, note.Verified.Single().KeyId));
        Assert.Equal(Example, note.Format());
    }

    [Fact]
    public void The_specifications_other_note_is_read()
    {
        const string Note = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
            + "— quasimodo.example/salvatore "
            + "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
        Assert.True(Merkle.Note.TryParse(Note, out var parsed, out _));
        Assert.EndsWith("raggio di sole:\n\ned è subito sera.\n", parsed.Text, StringComparison.Ordinal);
        Assert.Empty(parsed.Verified);
        Assert.Equal(Note, parsed.Format());
    }

    [Theory]
    [InlineData("text\n")]
    [InlineData("\n")]
    [InlineData("\n\n\n")]
    [InlineData("one\n\ntwo\n\n")]
    [InlineData("— looks like a signature AAAA\n")]
    [InlineData("Grüße, 世界 🏔\n")]
    public void What_is_signed_opens(string text)
    {
        var note = Note.Open(Note.Sign(text, Signers.Log, Signers.Witness), Signers.Witness.Verifier);
        Assert.Equal(text, note.Text);
        Assert.Equal(["example.com/log", "witness.example"], note.Signatures.Select(line => line.Name));
        Assert.Equal(["witness.example"], note.Verified.Select(line => line.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no newline")]
    [InlineData("a\r\n")]
    [InlineData("a\tb\n")]
    [InlineData("a\0\n")]
    public void Such_a_text_is_not_signed(string text) => Assert.Throws<ArgumentException>(() => Note.Sign(text, Signers.Log));

    [Fact]
    public void Without_signers_or_with_one_twice_nothing_is_signed()
    {
        Assert.Throws<ArgumentException>(() => Note.Sign("text\n"));
        Assert.Throws<ArgumentException>(() => Note.Sign("text\n", Signers.Log, Signers.Log));
    }

    [Fact]
    public void A_changed_text_is_refused()
    {
        var note = Note.Sign("text\n", Signers.Log).Replace("text", "Text", StringComparison.Ordinal);
        Refused(Reason.BadSignature, note, Signers.Log.Verifier);
    }

    [Fact]
    public void A_bad_signature_of_one_known_key_is_too_much_though_another_verifies()
    {
        var other = Note.Sign("other\n", Signers.Witness);
        var note = Note.Sign("text\n", Signers.Log) + other[other.IndexOf('—', StringComparison.Ordinal)..];
        Refused(Reason.BadSignature, note, Signers.Log.Verifier, Signers.Witness.Verifier);
        Assert.Equal("text\n", Note.Open(note, Signers.Log.Verifier).Text);
    }

    [Fact]
    public void A_note_of_unknown_keys_is_refused()
    {
        Refused(Reason.UnknownKeys, Note.Sign("text\n", Signers.Log), Signers.Witness.Verifier);
        Refused(Reason.UnknownKeys, Note.Sign("text\n", Signers.Log));
    }

    [Fact]
    public void A_key_that_shares_only_the_name_or_only_the_id_is_unknown()
    {
        var note = Note.Sign("text\n", Signers.Log);
        Refused(Reason.UnknownKeys, note, Signers.Named(Signers.Log.Name, 9).Verifier);
        Refused(Reason.UnknownKeys, note, new Impostor("other.example", Signers.Log.KeyId));
        Refused(Reason.BadSignature, note, new Impostor(Signers.Log.Name, Signers.Log.KeyId));
    }

    [Fact]
    public void Two_lines_of_a_known_key_are_refused_and_of_an_unknown_one_ignored()
    {
        var note = Note.Sign("text\n", Signers.Log);
        var line = note[note.IndexOf('—', StringComparison.Ordinal)..];
        Refused(Reason.Malformed, note + line, Signers.Log.Verifier);
        var witnessed = Note.Sign("text\n", Signers.Log, Signers.Witness);
        Assert.Equal(3, Note.Open(witnessed + line, Signers.Witness.Verifier).Signatures.Count);
    }

    [Fact]
    public void A_line_is_added_at_the_end_and_both_keys_open_the_note()
    {
        var note = Note.Sign("text\n", Signers.Log);
        var cosigned = Note.Cosign(note, Signers.Witness);
        Assert.Equal(Note.Sign("text\n", Signers.Log, Signers.Witness), cosigned);
        Assert.StartsWith(note, cosigned, StringComparison.Ordinal);
        Assert.Equal("text\n", Note.Open(cosigned, Signers.Log.Verifier).Text);
        Assert.Equal(2, Note.Open(cosigned, Signers.Log.Verifier, Signers.Witness.Verifier).Verified.Count);
    }

    [Fact]
    public void A_new_key_of_the_same_name_signs_beside_the_old_one()
    {
        var next = Signers.Named(Signers.Log.Name, 9);
        var note = Note.Cosign(Note.Sign("text\n", Signers.Log), next);
        Assert.Equal(Signers.Log.KeyId, Note.Open(note, Signers.Log.Verifier).Verified.Single().KeyId);
        Assert.Equal(next.KeyId, Note.Open(note, next.Verifier).Verified.Single().KeyId);
    }

    [Fact]
    public void Lines_of_unknown_keys_stay_as_they_are_when_another_is_added()
    {
        var note = Note.Sign("text\n", Signers.Log) + "— other.example AAAAAAA=\n— other.example AAAAAAA=\n";
        Assert.StartsWith(note, Note.Cosign(note, Signers.Witness), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_adds_no_second_line_and_nobody_adds_none()
    {
        var note = Note.Sign("text\n", Signers.Log);
        Assert.Throws<ArgumentException>(() => Note.Cosign(note, Signers.Log));
        Assert.Throws<ArgumentException>(() => Note.Cosign(note, Signers.Witness, Signers.Witness));
        Assert.Throws<ArgumentException>(() => Note.Cosign(note));
        Assert.Throws<NoteException>(() => Note.Cosign("text\n", Signers.Witness));
    }

    [Fact]
    public void A_hundred_and_first_line_is_not_added()
    {
        var note = Note.Sign("text\n", Signers.Log) + string.Concat(Enumerable.Range(0, 99).Select(i => $"— key{i} AAAAAAA=\n"));
        Assert.Equal(100, Note.Open(note, Signers.Log.Verifier).Signatures.Count);
        Assert.Throws<ArgumentException>(() => Note.Cosign(note, Signers.Witness));
    }

    [Fact]
    public void A_key_known_twice_is_the_callers_mistake() =>
        Assert.Throws<ArgumentException>(() => Note.Open(Example, ExampleKey, ExampleKey));

    [Theory]
    [InlineData(null, "there is no note")]
    [InlineData("", "no empty line")]
    [InlineData("text\n", "no empty line")]
    [InlineData("text\n\n", "does not end in a signature line")]
    [InlineData("text\n\n— a AAAAAAA=", "does not end in a signature line")]
    [InlineData("text\n\n- a AAAAAAA=\n", "signature line 1 does not begin with an em dash")]
    [InlineData("text\n\n—a AAAAAAA=\n", "signature line 1 does not begin with an em dash")]
    [InlineData("text\n\n— aAAAAAAA=\n", "signature line 1 has no space")]
    [InlineData("text\n\n—  AAAAAAA=\n", "signature line 1 a key name must not be empty")]
    [InlineData("text\n\n— a+b AAAAAAA=\n", "signature line 1 the key name 'a+b'")]
    [InlineData("text\n\n— a\u2003b AAAAAAA=\n", "white space")]
    [InlineData("text\n\n— a AAAAAA==\n", "signature line 1 'AAAAAA=='")]
    [InlineData("text\n\n— a AAAAAAB=\n", "signature line 1 'AAAAAAB='")]
    [InlineData("text\n\n— a AAAAAAA= \n", "signature line 1 'AAAAAAA= '")]
    [InlineData("text\n\n— a AAAAAAA=\ntext\n", "signature line 2 does not begin with an em dash")]
    [InlineData("text\r\n\n— a AAAAAAA=\n", "character 5 is the control character U+000D")]
    public void A_malformed_note_is_refused_with_words(string? note, string words)
    {
        Assert.False(Note.TryParse(note!, out var parsed, out var error)); // Null is one of the cases.
        Assert.Null(parsed);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Refused(Reason.Malformed, note!, Signers.Log.Verifier);
    }

    // Apart from the others, because an attribute cannot hold half a surrogate pair.
    [Fact]
    public void A_note_is_valid_Unicode()
    {
        Assert.Throws<ArgumentException>(() => Note.Sign("a\uD800\n", Signers.Log));
        Assert.False(Note.TryParse("text\uDC00\n\n— a AAAAAAA=\n", out _, out var error));
        Assert.Equal("the note is not valid Unicode", error);
    }

    [Fact]
    public void A_hundred_signatures_are_read_and_one_more_refused()
    {
        var lines = string.Concat(Enumerable.Range(0, 100).Select(i => $"— key{i} AAAAAAA=\n"));
        Assert.True(Note.TryParse("text\n\n" + lines, out var note, out _));
        Assert.Equal(100, note.Signatures.Count);
        Assert.False(Note.TryParse($"text\n\n{lines}— key100 AAAAAAA=\n", out _, out var error));
        Assert.Equal("it has more than 100 signatures", error);
    }

    [Fact]
    public void A_mebibyte_is_read_and_one_more_byte_refused()
    {
        const string Signature = "\n\n— a AAAAAAA=\n";
        var text = new string('é', ((1 << 20) - Signature.Length - 2) / 2);
        Assert.True(Note.TryParse(text + Signature, out _, out _));
        Assert.False(Note.TryParse($"{text}ab{Signature}", out _, out var error));
        Assert.Equal("the note is larger than 1048576 bytes", error);
    }

    private static void Refused(Reason reason, string note, params INoteVerifier[] verifiers) =>
        Assert.Equal(reason, Assert.Throws<NoteException>(() => Note.Open(note, verifiers)).Reason);

    private sealed record Impostor(string Name, uint KeyId) : INoteVerifier
    {
        public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => false;
    }
}
