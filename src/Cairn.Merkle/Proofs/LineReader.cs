namespace Cairn.Merkle;

/// <summary>Lines between newlines, one by one, and the number of the one in hand. A carriage return is part of its line.</summary>
internal sealed class LineReader(string text)
{
    private int _at;

    /// <summary>From 1; 0 before the first.</summary>
    public int Number { get; private set; }

    /// <summary>The next line without its newline, or null after the last.</summary>
    public string? Next()
    {
        Number++;
        if (_at > text.Length)
        {
            return null;
        }

        var end = text.IndexOf('\n', _at);
        var line = end < 0 ? text[_at..] : text[_at..end];
        _at += line.Length + 1;
        return line;
    }
}
