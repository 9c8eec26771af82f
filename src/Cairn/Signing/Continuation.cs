using Cairn.Files;

namespace Cairn.Signing;

/// <summary>
/// What <c>cairn recover</c> wrote down beside the key before it began a log. Whoever has the database and not the key can make a log that
/// claims to go on from another one, and cannot make this.
/// </summary>
/// <param name="Reason">Why the old log could not go on.</param>
/// <param name="Origin">The old log's origin.</param>
/// <param name="EventId">The id of the entry that attests the break: the first one of the new log.</param>
internal sealed record Continuation(string Reason, string Origin, Guid EventId)
{
    public string Format() => $"{Reason}\n{Origin}\n{EventId:D}\n";

    /// <exception cref="FormatException">It is not what <see cref="Format"/> wrote.</exception>
    public static Continuation Read(string path) =>
        StrictText.Read(path).Split('\n') is [var reason, var origin, var id, ""] && Guid.TryParseExact(id, "D", out var eventId)
            ? new(reason, origin, eventId)
            : throw new FormatException($"{path} is not what cairn recover wrote: restore it from the key's backup.");
}
