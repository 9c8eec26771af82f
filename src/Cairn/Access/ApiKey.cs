using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Cairn.Primitives;

namespace Cairn.Access;

/// <summary>
/// A key that stands for a program: what is stored of it. The key itself, <c>cairn_</c> and 256 random bits in base64url, is shown once
/// and kept nowhere. Its hash needs no salt and no stretching: nobody guesses 256 bits.
/// </summary>
internal sealed record ApiKey
{
    private const string Prefix = "cairn_";
    private const int SecretBytes = 32;
    private const int TextLength = 6 + 43;
    private const int IdBytes = 5;

    /// <summary>The first ten hexadecimal digits of the hash: what people call it by.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for, in its maker's words.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the key's text, base64.</summary>
    public required string Hash { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Empty: every tenant.</summary>
    public required IReadOnlyList<string> Tenants { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it: another key's id, or a name.</summary>
    public required string CreatedBy { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>A new key, and its text.</summary>
    public static (ApiKey Key, string Text) Make(ApiKeyRequest request, DateTimeOffset now, RandomFill random)
    {
        Span<byte> secret = stackalloc byte[SecretBytes];
        random(secret);
        var text = Prefix + Base64Url.EncodeToString(secret);
        var hash = HashOf(text);
        var key = new ApiKey
        {
            Id = Convert.ToHexStringLower(hash.AsSpan(0, IdBytes)),
            Name = request.Name,
            Hash = Convert.ToBase64String(hash),
            Roles = [.. request.Roles.Distinct().Select(RoleTable.Name)],
            Tenants = request.AllTenants ? [] : [.. request.Tenants.Distinct(StringComparer.Ordinal)],
            CreatedAt = now,
            CreatedBy = request.By,
            ExpiresAt = request.ExpiresAt,
        };
        return (key, text);
    }

    /// <summary>The id of the key that a text is, if it is one; <see langword="null"/>: it has not a key's form.</summary>
    public static string? IdOf(string text) =>
        text.Length == TextLength && text.StartsWith(Prefix, StringComparison.Ordinal)
            ? Convert.ToHexStringLower(HashOf(text).AsSpan(0, IdBytes))
            : null;

    /// <summary>Whether it is this key's text, in the same time for every text.</summary>
    public bool Is(string text) => CryptographicOperations.FixedTimeEquals(HashOf(text), Convert.FromBase64String(Hash));

    public bool IsGood(DateTimeOffset now) => RevokedAt is null && !(ExpiresAt <= now);

    /// <summary>What its bearer may.</summary>
    [JsonIgnore]
    public AuditAccess Access => new()
    {
        Actor = AuditActor.Service($"apikey:{Id}") with { Name = Name },
        Roles = [.. Roles.Select(RoleTable.Parse).OfType<AuditRole>()],
        Tenants = Tenants,
        AllTenants = Tenants.Count == 0,
    };

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>What a new key is to be.</summary>
internal sealed record ApiKeyRequest
{
    public required string Name { get; init; }

    public required IReadOnlyList<AuditRole> Roles { get; init; }

    public IReadOnlyList<string> Tenants { get; init; } = [];

    public bool AllTenants { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who makes it.</summary>
    public required string By { get; init; }

    /// <exception cref="ArgumentException">It breaks a rule; how to mend it.</exception>
    public void Validate(DateTimeOffset now)
    {
        Require(Name.Length is > 0 and <= 100 && !Name.Any(char.IsControl),
            "A key's name has 1 to 100 characters, and no control characters.");
        Require(Roles.Count > 0, $"Say at least one role: {RoleTable.Names}.");
        Require(AllTenants || Tenants.Count > 0, "Say the tenants the key is for, or that it is for all of them.");
        Require(!AllTenants || Tenants.Count == 0, "The key is for all tenants or for some: say one of both.");
        if (Tenants.FirstOrDefault(t => !Grammar.IsTenant(t)) is { } wrong)
        {
            throw new ArgumentException($"'{(wrong.Length > 64 ? wrong[..64] : wrong)}' is not a tenant's name.");
        }

        Require(ExpiresAt is null || ExpiresAt > now, "The key would have expired already: name a later time.");
    }

    /// <summary>What of it its maker may not give; <see langword="null"/>: nothing.</summary>
    public string? Exceeds(AuditAccess maker) =>
        Roles.Where(r => !RoleTable.Covers(maker.Roles, r)).Select(r => $"the role {RoleTable.Name(r)}").FirstOrDefault()
        ?? (AllTenants && !maker.AllTenants ? "all tenants" : Tenants.FirstOrDefault(t => !maker.Reaches(t)) is { } t ? $"the tenant {t}"
            : null);

    private static void Require(bool condition, string words)
    {
        if (!condition)
        {
            throw new ArgumentException(words);
        }
    }
}
