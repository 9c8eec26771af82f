using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Cairn.Primitives;
using Cairn.Querying;
using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>
/// A cursor as applications carry it: base64url of a version, the first bytes of the SHA-256 of what is asked, when it was asked first,
/// and a place for each log. It keeps honest programs from mixing up pages; it is no secret and needs no key, because a place that
/// somebody made up shows nothing that the query does not.
/// </summary>
/// <param name="AskedAt">When the first page was asked for: "so long ago" counts from then on.</param>
/// <param name="Places">The place in each log, by <see cref="TagOf"/>.</param>
internal sealed record PageCursor(DateTimeOffset AskedAt, IReadOnlyDictionary<long, EntryCursor> Places)
{
    private const byte Version = 2;
    private const int DigestBytes = 12;
    private const int Head = 1 + DigestBytes + sizeof(long);
    private const int PlaceSize = 3 * sizeof(long);

    /// <summary>What a log's place is found by.</summary>
    public static long TagOf(string logId) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(logId)));

    /// <param name="asked">What is asked for of which logs: <see cref="Asked"/>.</param>
    public string Format(string asked)
    {
        var bytes = new byte[Head + (Places.Count * PlaceSize)];
        bytes[0] = Version;
        Digest(asked).CopyTo(bytes.AsSpan(1));
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1 + DigestBytes), RfcTime.ToMicroseconds(AskedAt));
        var at = bytes.AsSpan(Head);
        foreach (var (tag, place) in Places.OrderBy(p => p.Key))
        {
            BinaryPrimitives.WriteInt64BigEndian(at, tag);
            BinaryPrimitives.WriteInt64BigEndian(at[sizeof(long)..], place.Index);
            BinaryPrimitives.WriteInt64BigEndian(at[(2 * sizeof(long))..], place.OccurredAt);
            at = at[PlaceSize..];
        }

        return Base64Text.Encode(bytes);
    }

    /// <exception cref="ArgumentException">It is none of what is asked for.</exception>
    public static PageCursor Parse(string cursor, string asked)
    {
        if (!Base64Text.TryDecode(cursor, out var bytes) || bytes.Length < Head || (bytes.Length - Head) % PlaceSize != 0
            || bytes[0] != Version || !Digest(asked).SequenceEqual(bytes.AsSpan(1, DigestBytes))
            || BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1 + DigestBytes)) is var at && !RfcTime.IsTime(at))
        {
            throw new ArgumentException(
                "The cursor is not one of this query in this log: take it from a page of the same query, or begin again without one.",
                nameof(cursor));
        }

        var places = new Dictionary<long, EntryCursor>();
        for (var place = bytes.AsSpan(Head); place.Length > 0; place = place[PlaceSize..])
        {
            places[BinaryPrimitives.ReadInt64BigEndian(place)] = new(
                BinaryPrimitives.ReadInt64BigEndian(place[sizeof(long)..]),
                    BinaryPrimitives.ReadInt64BigEndian(place[(2 * sizeof(long))..]));
        }

        return new(RfcTime.FromMicroseconds(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(1 + DigestBytes))), places);
    }

    /// <summary>
    /// Everything that decides which entries there are and in which order; not how many a page has. Its parts are separated by what no part
    /// has.
    /// </summary>
    public static string Asked(string logs, AuditQuery query, ReaderScope scope) =>
        $"{logs}\n{query.Order}\n{QueryText.Of(query).ReplaceLineEndings("\\n")}\n{scope.Text.ReplaceLineEndings("\\n")}";

    private static ReadOnlySpan<byte> Digest(string asked) => SHA256.HashData(Encoding.UTF8.GetBytes(asked)).AsSpan(0, DigestBytes);
}
