using System.Globalization;
using Cairn.Reading;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Server.Pages;

/// <summary>An entry as the list shows it; without a view when its leaf cannot be read.</summary>
internal sealed record EntryRow(long Index, EntryView? View, string Sentence, string Error)
{
    public static EntryRow Of(ReadEntry read) =>
        new(read.Stored.Index, read.View, read.Sentence, read.View is null ? string.Join("; ", read.Problems) : "");

    public string Href => Link(Index);

    public static string Link(long index) => string.Create(CultureInfo.InvariantCulture, $"/entries/{index}");

    /// <summary>The sentence, cut where a list has no room for it; the entry's own page has all of it.</summary>
    public static string Short(string sentence) =>
        sentence.Length <= 240 ? sentence : $"{sentence[..(char.IsHighSurrogate(sentence[239]) ? 239 : 240)]}…";
}
