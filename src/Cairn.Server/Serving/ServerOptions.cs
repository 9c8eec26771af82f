using Cairn.Primitives;

namespace Cairn.Server.Serving;

/// <summary>How the server runs: the section <c>Cairn:Server</c> of its configuration.</summary>
internal sealed class ServerOptions
{
    public const string Section = "Cairn:Server";

    /// <summary>Where the log is: <c>sqlite:PATH</c> or <c>postgres://USER@HOST/DATABASE</c>.</summary>
    public string Store { get; set; } = "sqlite:cairn-data/audit.db";

    /// <summary>Whether the server brings the schema of a PostgreSQL database up to date at its start; it then needs its owner's rights.</summary>
    public bool Migrate { get; set; }

    /// <summary>The file of API keys, and the secrets of the links to the viewer: this folder is the server's alone.</summary>
    public string Folder { get; set; } = "cairn-data/server";

    /// <summary>How many requests a second each caller may send, in the long run; 0: as many as come.</summary>
    public int RequestsPerSecond { get; set; } = 100;

    /// <summary>How many requests each caller may send at once.</summary>
    public int RequestBurst { get; set; } = 500;

    /// <summary>Whether checkpoint, verifier key and hash tiles are anybody's to read.</summary>
    public bool PublicTree { get; set; }

    /// <summary>Web origins whose pages may call the API; empty: none.</summary>
    public IList<string> Origins { get; } = [];

    /// <summary>Where traces and metrics go over OTLP: <c>http://collector:4317</c>; absent: nowhere.</summary>
    public string? Otlp { get; set; }

    /// <summary>Whose tokens are accepted besides API keys.</summary>
    public JwtOptions Jwt { get; } = new();

    public string KeysFile => Path.Combine(Folder, "apikeys.json");

    /// <summary>Everything that is wrong, in words; empty: nothing.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Store.StartsWith("sqlite:", StringComparison.Ordinal) && !IsPostgres)
        {
            yield return "Cairn:Server:Store takes sqlite:PATH or postgres://USER@HOST/DATABASE.";
        }

        if (RequestsPerSecond is < 0 or > 1_000_000 || RequestBurst is < 1 or > 1_000_000)
        {
            yield return "Cairn:Server:RequestsPerSecond takes 0 to 1,000,000, RequestBurst 1 to 1,000,000.";
        }

        if (Otlp is not null && !Uri.TryCreate(Otlp, UriKind.Absolute, out _))
        {
            yield return "Cairn:Server:Otlp takes the URL of a collector, such as http://collector:4317.";
        }

        foreach (var origin in Origins.Where(
            o => !Uri.TryCreate(o, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != o))
        {
            yield return $"Cairn:Server:Origins: '{origin}' is no origin: write https://app.example.com, without a path.";
        }

        foreach (var problem in Jwt.Problems())
        {
            yield return problem;
        }
    }

    public bool IsPostgres =>
        Store.StartsWith("postgres://", StringComparison.Ordinal) || Store.StartsWith("postgresql://", StringComparison.Ordinal);
}

/// <summary>Tokens of an OpenID Connect issuer.</summary>
internal sealed class JwtOptions
{
    /// <summary>The issuer's URL, as its discovery document has it; absent: no tokens are accepted.</summary>
    public string? Authority { get; set; }

    /// <summary>Whom a token must be meant for.</summary>
    public string? Audience { get; set; }

    /// <summary>The claim that says what a caller may do.</summary>
    public string RoleClaim { get; set; } = "cairn_role";

    /// <summary>The claim that says in which tenants.</summary>
    public string TenantClaim { get; set; } = "cairn_tenant";

    /// <summary>What the issuer's roles are here: <c>Cairn__Server__Jwt__Roles__auditors=auditor</c>.</summary>
    public IDictionary<string, AuditRole> Roles { get; } = new Dictionary<string, AuditRole>(StringComparer.Ordinal);

    /// <summary>The tenant of every caller with a role, where there are no tenants.</summary>
    public string? Tenant { get; set; }

    /// <summary>Whether an issuer without TLS is accepted: for tests on one machine.</summary>
    public bool AllowHttp { get; set; }

    public IEnumerable<string> Problems()
    {
        if (Authority is null)
        {
            yield break;
        }

        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var uri) || !(uri.Scheme == "https" || (AllowHttp && uri.Scheme == "http")))
        {
            yield return "Cairn:Server:Jwt:Authority takes the issuer's https URL.";
        }

        if (string.IsNullOrEmpty(Audience))
        {
            yield return "Cairn:Server:Jwt:Audience is missing: without it, a token for any other service would be accepted.";
        }

        if (Tenant is not null && !Grammar.IsTenant(Tenant))
        {
            yield return "Cairn:Server:Jwt:Tenant takes a tenant's name, such as default.";
        }
    }
}
