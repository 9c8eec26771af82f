namespace Cairn.Entries;

/// <summary>Gathers what the people of one entry are called, as far as it may be new to the store.</summary>
/// <param name="log">The log.</param>
/// <param name="key">Its look-up key.</param>
/// <param name="memory">What was hashed before; <see langword="null"/>: nothing is remembered.</param>
/// <param name="people">The log's counter of how often persons left; <see langword="null"/>: not known, and every alias may be new.</param>
internal sealed class EntryAliases(LogIdentity log, LogKey key, AliasMemory? memory, long? people)
{
    private List<NewAlias>? aliases;

    public IReadOnlyList<NewAlias> All => aliases ?? (IReadOnlyList<NewAlias>)[];

    /// <summary>Adds a text that stands at a place of the event, unless it is about nobody, was cut, or is in the store.</summary>
    public void Add(string kind, string? text, string? subject, ShapeMarks marks, string place)
    {
        if (!string.IsNullOrEmpty(text) && subject is not null && marks.CutAt(place) is null)
        {
            Add(kind, text, subject);
        }
    }

    /// <summary>The same of a target's name.</summary>
    public void Add(string? name, string subject, ShapeMarks marks, int target)
    {
        if (!string.IsNullOrEmpty(name) && marks.CutAt("/targets", target, "name") is null)
        {
            Add(AliasText.Name, name, subject);
        }
    }

    private void Add(string kind, string text, string subject)
    {
        if ((memory is null ? AliasText.Hash(key, kind, text) : memory.Hash(log, key, kind, text)) is not { } identifier)
        {
            return;
        }

        var alias = new NewAlias(identifier, subject);
        var isCommitted = people is { } counter && memory?.IsCommitted(log, counter, alias) == true;
        if (!isCommitted && aliases?.Contains(alias) != true)
        {
            (aliases ??= []).Add(alias);
        }
    }
}
