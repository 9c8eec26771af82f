using System.Text;

namespace Cairn.Merkle;

/// <summary>Which characters and how many of them a note may hold (C2SP signed-note).</summary>
internal static class NoteText
{
    /// <summary>The most bytes of UTF-8 a note may have, signatures included.</summary>
    public const int LargestNote = 1 << 20;

    /// <summary>What is wrong with the characters of a note, or null.</summary>
    public static string? Complaint(string note)
    {
        if (note.Length > LargestNote || Encoding.UTF8.GetByteCount(note) > LargestNote)
        {
            return $"the note is larger than {LargestNote} bytes";
        }

        var control = note.AsSpan().IndexOfAny(Controls);
        if (control >= 0)
        {
            return $"character {control + 1} is the control character U+{(int)note[control]:X4}, only newlines are allowed";
        }

        return IsUnicode(note) ? null : "the note is not valid Unicode";
    }

    /// <summary>Whether the text has an encoding in UTF-8: no half of a surrogate pair stands alone.</summary>
    public static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            text = text[consumed..];
        }

        return true;
    }

    // All of the ASCII control characters below U+0020 but the newline.
    private static readonly System.Buffers.SearchValues<char> Controls =
        System.Buffers.SearchValues.Create(string.Concat(Enumerable.Range(0, ' ').Select(c => (char)c).Where(c => c != '\n')));
}
