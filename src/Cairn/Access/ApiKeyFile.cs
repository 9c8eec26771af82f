using System.Text.Json;
using System.Text.Json.Serialization;
using Cairn.Files;
using Cairn.Primitives;

namespace Cairn.Access;

/// <summary>
/// The API keys of a server, in a file of mode 0600 that holds hashes only. It lies outside the database, so that whoever rules the database
/// cannot make keys. Every change is made under a lock and replaces the file; others see it at their next look.
/// </summary>
internal sealed partial class ApiKeyFile(string path, TimeProvider clock, RandomFill random)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Dictionary<string, ApiKey> known = [];
    private long? looked;
    private DateTime written;

    public string Path => path;

    /// <summary>The key a text is; <see langword="null"/>: it is none, or expired or revoked.</summary>
    /// <exception cref="CairnStoreException">The file cannot be read.</exception>
    public ApiKey? Find(string text) =>
        ApiKey.IdOf(text) is { } id && Known().GetValueOrDefault(id) is { } key && key.Is(text) && key.IsGood(clock.GetUtcNow()) ? key
            : null;

    /// <summary>All keys, oldest first, those that expired or were revoked included.</summary>
    /// <exception cref="CairnStoreException">The file cannot be read.</exception>
    public IReadOnlyList<ApiKey> List() => Read();

    /// <summary>Makes a key.</summary>
    /// <returns>The key, and its text, which is kept nowhere.</returns>
    /// <exception cref="ArgumentException">The request breaks a rule.</exception>
    /// <exception cref="CairnStoreException">The file cannot be written.</exception>
    public (ApiKey Key, string Text) Create(ApiKeyRequest request)
    {
        var now = clock.GetUtcNow();
        request.Validate(now);
        var made = ApiKey.Make(request, now, random);
        Change(keys => keys.Add(made.Key));
        return made;
    }

    /// <summary>Ends a key; it stays in the list.</summary>
    /// <returns>The key; <see langword="null"/>: there is none of this id.</returns>
    /// <exception cref="CairnStoreException">The file cannot be written.</exception>
    public ApiKey? Revoke(string id)
    {
        ApiKey? revoked = null;
        Change(keys =>
        {
            if (keys.FindIndex(k => k.Id == id) is >= 0 and var at)
            {
                keys[at] = revoked = keys[at] with { RevokedAt = keys[at].RevokedAt ?? clock.GetUtcNow() };
            }
        });
        return revoked;
    }

    /// <summary>Puts a new key in the place of one that is good; the old one ends after a while, so that its bearers can change over.</summary>
    /// <returns>The new key and its text; <see langword="null"/>: there is no good key of this id.</returns>
    /// <exception cref="CairnStoreException">The file cannot be written.</exception>
    public (ApiKey Key, string Text)? Rotate(string id, string by, TimeSpan overlap)
    {
        (ApiKey Key, string Text)? made = null;
        var now = clock.GetUtcNow();
        Change(keys =>
        {
            if (keys.FindIndex(k => k.Id == id && k.IsGood(now)) is not (>= 0 and var at))
            {
                return;
            }

            var old = keys[at];
            made = ApiKey.Make(RequestOf(old, by), now, random);
            keys[at] = old with { ExpiresAt = old.ExpiresAt < now + overlap ? old.ExpiresAt : now + overlap };
            keys.Add(made.Value.Key);
        });
        return made;
    }

    private static ApiKeyRequest RequestOf(ApiKey old, string by) => new()
    {
        Name = old.Name,
        Roles = old.Access.Roles,
        Tenants = old.Tenants,
        AllTenants = old.Tenants.Count == 0,
        ExpiresAt = old.ExpiresAt,
        By = by,
    };

    private Dictionary<string, ApiKey> Known()
    {
        lock (gate)
        {
            if (looked is not { } at || clock.GetElapsedTime(at) >= LookEvery)
            {
                looked = clock.GetTimestamp();
                var now = File.GetLastWriteTimeUtc(path);
                if (now != written)
                {
                    known = Read().ToDictionary(k => k.Id, StringComparer.Ordinal);
                    written = now;
                }
            }

            return known;
        }
    }

    private void Change(Action<List<ApiKey>> change) => Using(() =>
    {
        DurableFile.MakeFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!); // A file lies in a folder.
        using var turn = PrivateFile.Open(path + ".lock", FileMode.OpenOrCreate, FileShare.None);
        var keys = Read();
        change(keys);
        DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(new(keys), Json.Default.Content));
        lock (gate)
        {
            looked = null; // This process sees its own change at once.
        }

        return 0;
    });

    private List<ApiKey> Read() => Using(() =>
    {
        if (!File.Exists(path))
        {
            return [];
        }

        RefuseOpenFile();
        return JsonSerializer.Deserialize(File.ReadAllBytes(path), Json.Default.Content)?.Keys ?? [];
    });

    // Whoever can write it can give themselves every role.
    private void RefuseOpenFile()
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
        {
            throw new CairnStoreException(
                $"The API keys in {path} can be read or written by others: run chmod 600 {path}, and rotate the keys.");
        }
    }

    private T Using<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CairnStoreException($"The API keys in {path} cannot be used: {e.Message}", e);
        }
    }

    internal sealed record Content(List<ApiKey> Keys);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
    [JsonSerializable(typeof(Content))]
    internal sealed partial class Json : JsonSerializerContext;
}
