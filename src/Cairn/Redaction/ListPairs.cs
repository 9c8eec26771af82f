namespace Cairn.Redaction;

/// <summary>
/// The strings of one array, in order: headers as a list (<c>["authorization","Token …"]</c>) and arguments of a command
/// (<c>["mysql","-pX"]</c>).
/// </summary>
/// <param name="redactor">Knows the names.</param>
/// <param name="inList">The array is itself an element of an array: then two strings are a name and its value.</param>
internal ref struct ListPairs(JsonRedactor redactor, bool inList)
{
    private MaskRule? pending; // Of the string before.
    private CommandArguments command;

    /// <summary>What stands here is no string.</summary>
    public void Forget() => pending = null;

    /// <summary>What is secret in the next string.</summary>
    /// <param name="text">The string.</param>
    /// <param name="position">Its position.</param>
    /// <param name="isLast">No element follows it.</param>
    public (Range Range, MaskRule Rule)? Next(ReadOnlySpan<char> text, int position, bool isLast)
    {
        var argument = command.Next(text, redactor.Names, isLast);
        var rule = pending;
        pending = position % 2 == 0 ? SaidOfObject.Name(text, redactor.Names) : null;
        return rule is not null && IsValue(text, position, isLast) && Pairs.IsSecret(text, rule, isQuoted: true)
            ? (0..text.Length, rule)
            : argument;
    }

    // ["password","email"] may be the names of two fields; in a list of pairs it is not.
    private readonly bool IsValue(ReadOnlySpan<char> text, int position, bool isLast) =>
        !text.StartsWith('-') && ((inList && position == 1 && isLast) || !ValueTests.IsFieldName(text));
}
