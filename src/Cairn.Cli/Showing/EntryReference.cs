using System.Globalization;
using Cairn.Stores;

namespace Cairn.Cli;

/// <summary>An entry as a person names it: by index or by event id.</summary>
internal readonly record struct EntryReference(long? Index, Guid? Id)
{
    /// <exception cref="CliException">It is neither.</exception>
    public static EntryReference Parse(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return new(index, null);
        }

        return Guid.TryParseExact(text, "D", out var id)
            ? new(null, id)
            : throw new CliException($"'{text}' is neither an index (0, 1, 2, …) nor an event's id (a UUID).");
    }

    /// <exception cref="CliException">There is no such entry.</exception>
    public async Task<ReadEntry> FindAsync(OpenLog open, CancellationToken cancellationToken)
    {
        var stored = await open.Reader.FindAsync(open.Log, Index, Id, cancellationToken).ConfigureAwait(false)
            ?? throw new CliException(
                $"There is no entry {Index?.ToString(CultureInfo.InvariantCulture) ?? Id.ToString()} in the log of tenant {open.Log.Tenant}, {open.Store.Name}.");
        return (await ReadEntry.OfAsync(open, [stored], cancellationToken).ConfigureAwait(false))[0];
    }
}
