using Cairn.Primitives;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Reading;

/// <summary>An entry while it is searched: it is read once, however many conditions look at it.</summary>
internal sealed class SearchedEntry(StoredEntry stored)
{
    private bool isRead;
    private EntryView? view;
    private string[]? texts;

    public StoredEntry Stored => stored;

    /// <summary>What its rows say; <see langword="null"/>: they cannot be read.</summary>
    public EntryView? View
    {
        get
        {
            if (!isRead)
            {
                (isRead, view) = (true, Read());
            }

            return view;
        }
    }

    /// <summary>Every text of its event, as words are looked for in them.</summary>
    public IReadOnlyList<string> Texts => texts ??= View is { } read ? [.. EventTexts.Of(read.Event).Select(SearchText.Of)] : [];

    private EntryView? Read()
    {
        try
        {
            return EntryView.TryRead(stored, out var read, out _) ? read : null;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or InvalidOperationException)
        {
            return null; // Rows that were altered together can make an event that none could have sent.
        }
    }
}
