using System.Globalization;
using System.Text.Encodings.Web;
using Cairn.Viewer.Endpoints;
using Cairn.Viewer.Words;

namespace Cairn.Viewer.Models;

/// <summary>What every page knows: who looks, at whose log, in which language and zone, and where links go.</summary>
internal sealed class ViewerContext
{
    public required string Root { get; init; }

    public required Texts Words { get; init; }

    public required CairnViewerOptions Options { get; init; }

    /// <summary>Where the host is, behind its proxy: its own links begin with it.</summary>
    public string HostRoot { get; init; } = "";

    public string Tenant { get; init; } = "";

    public string? TenantInLinks { get; init; }

    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    public string? ZoneInLinks { get; init; }

    public DateTimeOffset Now { get; init; }

    public IReadOnlyList<string> PersonTypes { get; init; } = [];

    public bool MayExport { get; init; }

    public bool MayProve { get; init; }

    /// <summary>Who looks; <see langword="null"/>: nobody who may.</summary>
    public AuditActor? Me { get; init; }

    public string Title => Options.Title ?? Words["Title"];

    /// <summary>A link within the viewer: with the tenant and zone of this one, and these parameters, as far as they have a value.</summary>
    public string To(string path, params (string Name, string? Value)[] parameters)
    {
        var all = ((string Name, string? Value)[])[.. parameters, ("tenant", TenantInLinks), ("zone", ZoneInLinks)];
        var query = string.Join('&',
            all.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{p.Name}={UrlEncoder.Default.Encode(p.Value!)}"));
        return $"{Root}{path}{(query.Length > 0 ? "?" : "")}{query}";
    }

    public string ToList(string query) => To("/", ("q", query));

    public string ToEntry(long index) => To($"/entries/{index.ToString(CultureInfo.InvariantCulture)}");

    public string ToAsset(string name) => Root + Asset.Path(name);

    public string ToHistory(string type, string id, bool isActor) =>
        To("/history", ("of", isActor ? "actor" : "target"), ("type", type), ("id", id));

    /// <summary>The host's own page of somebody or something; <see langword="null"/>: there is none.</summary>
    public string? ToHost(string type, string id) => Options.Link?.Invoke(type, id) is { } link && IsSafe(link) ? link : null;

    /// <summary>A moment in the reader's zone.</summary>
    public DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Zone);

    public string ZoneName => Zone.BaseUtcOffset == TimeSpan.Zero && Zone.Id is "UTC" or "Etc/UTC" ? "UTC" : Zone.Id;

    /// <summary>To the second, with its zone.</summary>
    public string Exact(DateTimeOffset time) => $"{Local(time).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} {ZoneName}";

    // No link of a host's runs a script, whatever an event's id put into it.
    private static bool IsSafe(string link) => (link.StartsWith('/') && !link.StartsWith("//", StringComparison.Ordinal))
        || (Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https");
}

/// <summary>Why there is no answer.</summary>
internal sealed record ProblemModel(int Status, string Message);
