using System.Globalization;
using Cairn.Reading;
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

    public override string ToString() => Index?.ToString(CultureInfo.InvariantCulture) ?? $"{Id:D}";

    /// <exception cref="CliException">There is no such entry.</exception>
    /// <exception cref="AuditDamageException">What the store has under the id is another event.</exception>
    public async Task<ReadEntry> FindAsync(OpenLog open, CancellationToken cancellationToken)
    {
        var read = Id is { } id
            ? await open.Reader.ReadAsync(open.Log, id, cancellationToken).ConfigureAwait(false)
            : await open.Reader.ReadAsync(open.Log, Index ?? -1, cancellationToken).ConfigureAwait(false);
        return read ?? throw new CliException(
            $"There is no entry {this} in the log of tenant "
            + $"{open.Log.Tenant}, {open.Store.Name}.");
    }
}
