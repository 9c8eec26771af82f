using System.Globalization;
using System.Text;
using Cairn.Primitives;

namespace Cairn.Reading.Exporting;

/// <summary>Where an export was flushed last, so that another run goes on behind it.</summary>
/// <param name="Entries">So many entries were written.</param>
/// <param name="Unreadable">So many could not be read.</param>
/// <param name="Bytes">So many bytes were written.</param>
/// <param name="Sizes">How long each log is that belongs to it, by <see cref="PageCursor.TagOf"/>.</param>
/// <param name="Cursor">The place in each log.</param>
internal sealed record ExportMark(long Entries, long Unreadable, long Bytes, IReadOnlyDictionary<long, long> Sizes, string Cursor)
{
    public string Format() => Base64Text.Encode(Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"1 {Entries} {Unreadable} {Bytes} {Cursor} {string.Join(
            ' ', Sizes.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key}:{s.Value}")))}")));

    /// <returns><see langword="null"/>: it is no mark.</returns>
    public static ExportMark? Parse(string mark)
    {
        if (!Base64Text.TryDecode(mark, out var bytes)
            || Encoding.ASCII.GetString(bytes).Split(
                ' ', StringSplitOptions.RemoveEmptyEntries) is not ["1", var entries, var unreadable, var written, var cursor, .. var all]
            || !TryNumber(entries, out var count) || !TryNumber(unreadable, out var bad) || !TryNumber(written, out var length))
        {
            return null;
        }

        var sizes = new Dictionary<long, long>();
        foreach (var one in all)
        {
            if (one.Split(':') is not [var tag, var text] || !TryNumber(text, out var size)
                || !long.TryParse(tag, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var known))
            {
                return null;
            }

            sizes[known] = size;
        }

        return new(count, bad, length, sizes, cursor);
    }

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
