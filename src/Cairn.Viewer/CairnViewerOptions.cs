namespace Cairn;

/// <summary>How the viewer looks in a host.</summary>
public sealed class CairnViewerOptions
{
    /// <summary>What stands at the top of each page; <see langword="null"/>: "Audit log", in the reader's language.</summary>
    public string? Title { get; set; }

    /// <summary>
    /// Where the host's own page of an actor or target is: <c>(type, id) => type == "user" ? $"/members/{id}" : null</c>. A path of this
    /// site, or an http or https URL; <see langword="null"/> from it: there is none.
    /// </summary>
    public Func<string, string, string?>? Link { get; set; }

    /// <summary>
    /// Actions and titles at the top right, such as a way to sign out: paths of this site, by their titles.
    /// </summary>
    public IDictionary<string, string> Menu { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
