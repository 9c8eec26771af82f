using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>
/// A cursor as applications carry it: base64url of a version, the first bytes of the SHA-256 of log and query, and the place. It
/// keeps honest programs from mixing up pages; it is no secret and needs no key, because a place that somebody made up shows nothing
/// that the query does not.
/// </summary>
internal static class PageCursor
{
    private const byte Version = 1;
    private const int DigestBytes = 12;
    private const int Size = 1 + DigestBytes + (2 * sizeof(long));

    public static string Format(LogIdentity log, AuditQuery query, EntryCursor place)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes[0] = Version;
        Digest(log, query).CopyTo(bytes[1..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes[(1 + DigestBytes)..], place.Index);
        BinaryPrimitives.WriteInt64BigEndian(bytes[(1 + DigestBytes + sizeof(long))..], place.OccurredAt);
        return Base64Text.Encode(bytes);
    }

    /// <exception cref="ArgumentException">It is none of this log and query.</exception>
    public static EntryCursor Parse(string cursor, LogIdentity? log, AuditQuery query) =>
        log is not null && Base64Text.TryDecode(cursor, out var bytes) && bytes.Length == Size && bytes[0] == Version
            && Digest(log, query).SequenceEqual(bytes.AsSpan(1, DigestBytes))
            ? new(
                BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1 + DigestBytes)),
                BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1 + DigestBytes + sizeof(long))))
            : throw new ArgumentException(
                "The cursor is not one of this query in this log: take it from a page of the same query, or begin again without one.",
                nameof(cursor));

    private static ReadOnlySpan<byte> Digest(LogIdentity log, AuditQuery query) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Members(log, query).Select(Field)))).AsSpan(0, DigestBytes);

    // Everything that decides which entries there are and in which order; not how many a page has.
    private static IEnumerable<string?> Members(LogIdentity log, AuditQuery q) =>
    [
        log.LogId, q.Actor?.Type, q.Actor?.Id, q.Target?.Type, q.Target?.Id, q.Person?.Type, q.Person?.Id, q.PersonName, List(q.Actions),
        List(q.Categories),
        List(q.Outcomes.Select(ResultNames.Name)), q.Source, q.RequestId, q.TraceId, q.OperationId, q.Address?.ToString(),
        Time(q.OccurredFrom), Time(q.OccurredUntil),
        Time(q.RecordedFrom), Time(q.RecordedUntil), Number(q.IndexFrom), Number(q.IndexUntil), q.Order.ToString(),
    ];

    // Its length first: no text runs into the next.
    private static string Field(string? text) => text is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{text.Length}:{text}");

    private static string List(IEnumerable<string> texts) => string.Concat(texts.Select(Field));

    private static string? Time(DateTimeOffset? time) => Number(time?.UtcTicks);

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
