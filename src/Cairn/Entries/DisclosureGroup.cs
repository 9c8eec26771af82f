namespace Cairn.Entries;

/// <summary>The groups disclosures come in, and the class that decides who may see each.</summary>
internal static class DisclosureGroup
{
    public const string Actor = "actor";
    public const string Contact = "actor.contact";
    public const string Network = "network";
    public const string Targets = "targets";
    public const string Content = "content";

    /// <summary>In the order the specification lists them.</summary>
    public static readonly string[] All = [Actor, Contact, Network, Targets, Content];

    /// <summary>The place of a group among them; behind all for a name that is no group.</summary>
    public static int PlaceOf(string name) => name switch
    {
        Actor => 0,
        Contact => 1,
        Network => 2,
        Targets => 3,
        Content => 4,
        _ => 5,
    };

    public static readonly string[] Classes = ["identity", "contact", "network", "content"];

    /// <summary>The class of a group; empty for a name that is no group.</summary>
    public static string ClassOf(string name) => name switch
    {
        Actor or Targets => "identity",
        Contact => "contact",
        Network => "network",
        Content => "content",
        _ => "",
    };
}
