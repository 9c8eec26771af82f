using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Cairn.Tests.Layers;

/// <summary>The layers of <c>src/Cairn</c>: docs/design/layers.md draws them.</summary>
public sealed class LayerTests
{
    /// <summary>From the lowest up. A type may use its own layer and those before it, and no other.</summary>
    private static readonly string[] Order =
    [
        "Errors", "Primitives", "Files", "Manifests", "Events", "Redaction", "Enriching", "Intake", "Entries", "Stores", "Signing",
        "Verification", "Querying", "Reading", "Access", "Proofs",
        "Mirroring", "Spooling", "Diagnostics", "Recording", "Draining", "Outbox", "Recovery", "Hosting",
    ];

    private static readonly Architecture Loaded = new ArchLoader().LoadAssemblies(typeof(CairnLog).Assembly).Build();

    [Fact]
    public void No_type_uses_a_layer_above_its_own()
    {
        var arrows = Declared().SelectMany(type => type.Dependencies.Select(d => (From: type, To: d.Target)))
            .Select(a => (a.From, a.To, Lower: LayerOf(a.From), Upper: LayerOf(a.To)))
            .Where(a => a.Lower is not null && a.Upper is not null && Array.IndexOf(Order, a.Lower) < Array.IndexOf(Order, a.Upper))
            .Select(a => $"{a.Lower}/{a.From.Name} uses {a.Upper}/{a.To.Name}");

        Assert.Empty(arrows.Distinct().Order());
    }

    [Fact]
    public void Every_folder_is_a_layer_and_every_layer_a_folder() =>
        Assert.Equal(Order.Order(), SourceFolders.ByType.Values.Distinct().Order());

    [Fact]
    public void Internal_types_have_the_namespace_of_their_folder_and_public_ones_that_of_the_library()
    {
        var misplaced = Declared().Where(t => !t.IsNested).Where(t => t.Visibility == Visibility.Public
                ? t.Namespace.FullName is not ("Cairn" or "Microsoft.Extensions.DependencyInjection")
                : !$"{t.Namespace.FullName}.".StartsWith($"Cairn.{SourceFolders.ByType[Outermost(t)]}.", StringComparison.Ordinal))
            .Select(t => t.FullName);

        Assert.Empty(misplaced);
    }

    [Fact]
    public void What_the_compiler_sees_is_what_the_folders_hold()
    {
        var seen = Declared().Select(Outermost).ToHashSet();

        Assert.True(seen.Count > 300, $"Only {seen.Count} types were loaded.");
        Assert.Empty(SourceFolders.ByType.Keys.Except(seen));
    }

    private static IEnumerable<IType> Declared() =>
        Loaded.Types.Where(
            t => t.Assembly?.FullName == typeof(CairnLog).Assembly.FullName && SourceFolders.ByType.ContainsKey(Outermost(t)));

    // What the loader cannot resolve has no assembly.
    private static string? LayerOf(IType type) =>
        type.Assembly?.FullName == typeof(CairnLog).Assembly.FullName ? SourceFolders.ByType.GetValueOrDefault(Outermost(type)) : null;

    /// <summary>The name, without its arity, of the type itself or of the one that it is nested in.</summary>
    private static string Outermost(IType type)
    {
        var name = type.FullName[(type.Namespace.FullName.Length + 1)..];
        return name[..(name.IndexOfAny(['+', '/', '`', '<']) is var end and >= 0 ? end : name.Length)];
    }
}
