using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>One log of an installation: whose it is, under which origin it signs, and the secret that keys its digests.</summary>
/// <param name="Tenant">Whose log it is.</param>
/// <param name="Generation">1 for a tenant's first log; one more each time it goes on under a new origin.</param>
/// <param name="LogId">26 characters that say nothing about the tenant and commit to the secret.</param>
/// <param name="Origin">Installation prefix, slash, log id: the first line of every checkpoint.</param>
internal sealed partial record LogIdentity(string Tenant, int Generation, string LogId, string Origin)
{
    private const string Digits = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(Digits);

    public const string DefaultTenant = Tenants.Default;
    public const string DefaultPrefix = "cairn.internal";

    /// <summary>32 random bytes. Never logged, never shown.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>The keys that find persons and tell replays.</summary>
    public LogKeys Keys { get; init; } = LogKeys.None;

    /// <summary>Makes stand-ins for what a leaf cannot hold. It never changes.</summary>
    public byte[] StandInKey => field ??= HMACSHA256.HashData(Secret, "cairn/stand-in/v1"u8);

    /// <summary>The store's own number of this log; 0 before it is stored.</summary>
    public long Key { get; init; }

    /// <summary>The id that secret, tenant and generation give, whatever the row says; empty where there is no secret.</summary>
    public string TrueId => Secret.Length == 32 ? IdOf(Secret, Tenant, Generation) : "";

    /// <summary>The key that new rows are made with.</summary>
    /// <exception cref="CairnStoreException">It is not at hand: a reader has none.</exception>
    public LogKey NewestKey(KeyPurpose purpose) => Keys.Newest(purpose)
        ?? throw new CairnStoreException(
            $"The {(purpose == KeyPurpose.Lookup ? "look-up" : "replay")} key of the log {LogId} is not at hand: "
            + "open the store with a login that may read its keys.");

    /// <summary>The tenant's newest log among these, or <see langword="null"/>.</summary>
    public static LogIdentity? Newest(IEnumerable<LogIdentity> logs, string tenant) =>
        logs.Where(l => l.Tenant == tenant).MaxBy(l => l.Generation);

    /// <summary>A new log with a fresh secret and fresh keys.</summary>
    public static LogIdentity Create(string tenant, int generation, string prefix, RandomFill random)
    {
        var secret = new byte[32];
        random(secret);
        var id = IdOf(secret, tenant, generation);
        return new(tenant, generation, id, $"{prefix}/{id}") { Secret = secret, Keys = LogKeys.Create(random) };
    }

    /// <summary>The log id that secret, tenant and generation give.</summary>
    public static string IdOf(ReadOnlySpan<byte> secret, string tenant, int generation)
    {
        var input = new Utf8Buffer(128).Raw("cairn/log-id/v1\0"u8).Raw(secret).Number(generation).Raw("\0"u8).Raw(tenant);
        return Base32(SHA256.HashData(input.Written).AsSpan(0, 16));
    }

    // 26 characters are 130 bits, two more than 16 bytes: they are zero, so that one id has one spelling.
    public static bool IsLogId(string text) =>
        text.Length == 26 && !text.AsSpan().ContainsAnyExcept(Alphabet) && Digits.IndexOf(text[25], StringComparison.Ordinal) % 4 == 0;

    public static bool IsPrefix(string text) => text.Length <= 128 && Prefix().IsMatch(text);

    /// <summary>Whether the text is a prefix, a slash and a log id.</summary>
    public static bool IsOrigin(string text) =>
        text.LastIndexOf('/') is > 0 and var slash && IsPrefix(text[..slash]) && IsLogId(text[(slash + 1)..]);

    // Shown in errors and logs: never with the secret.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Tenant = ").Append(Tenant).Append(", Origin = ").Append(Origin);
        return true;
    }

    // RFC 4648 §6 in lower case, unpadded: 16 bytes are 26 characters.
    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(26);
        uint buffer = 0;
        var bits = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text.Append(Digits[(int)(buffer >> (bits - 5)) & 31]);
            }
        }

        return bits == 0 ? text.ToString() : text.Append(Digits[(int)(buffer << (5 - bits)) & 31]).ToString();
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]*(/[a-z0-9._-]+)*\z")]
    private static partial Regex Prefix();
}
