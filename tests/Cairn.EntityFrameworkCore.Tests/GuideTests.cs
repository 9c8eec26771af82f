using System.Text.RegularExpressions;
using Cairn.Contracts;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>The C# of the guide's page compiles against what it describes.</summary>
public sealed partial class GuideTests : IDisposable
{
    // What the text around the snippets takes for granted.
    private const string Application = """
        global using System;
        global using System.Linq;
        global using System.Threading.Tasks;
        global using Cairn;
        global using Microsoft.EntityFrameworkCore;
        global using Microsoft.Extensions.DependencyInjection;

        public abstract record Builder(IServiceCollection Services);
        public static class ShopActions { public static readonly AuditAction OrderPlaced = new("order.placed", "orders", "{actor} placed {target}"); }

        public abstract class Application
        {
            protected string connectionString = "";
            protected Builder builder;
            protected DbContextOptionsBuilder options;
            protected ShopContext context;
        }
        """;

    private readonly TempFolder folder = new();

    [Fact]
    public void What_the_page_shows_compiles()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root(), "docs", "guide", "entity-framework.md"));
        var sources = Fenced().Matches(page).Select((m, i) => Source(m.Groups["code"].Value, i)).ToList();
        Assert.True(sources.Count > 5);
        Assert.Equal("", CSharpCompiler.Errors(folder, [Application, .. sources], IsReferenced));
    }

    [Fact]
    public void What_does_not_compile_is_found() =>
        Assert.Contains(
            "CS1061",
            CSharpCompiler.Errors(folder, ["public class A { void B() => \"\".Nothing(); }"], IsReferenced),
            StringComparison.Ordinal);

    public void Dispose() => folder.Dispose();

    private static string Source(string code, int at) => code.StartsWith("public ", StringComparison.Ordinal)
        ? code
        : $"abstract class Statements{at} : Application {{ async Task RunAsync() {{ {code} \n await Task.Yield(); }} }}";

    private static bool IsReferenced(string name) =>
        name.StartsWith("Cairn", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.E", StringComparison.Ordinal)
        || name.StartsWith("Npgsql", StringComparison.Ordinal);

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fenced();
}
