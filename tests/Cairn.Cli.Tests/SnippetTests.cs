using System.Text.RegularExpressions;
using Cairn.Contracts;

namespace Cairn.Cli.Tests;

/// <summary>
/// The C# in the README and in the guides compiles against what they describe. It is put where it belongs: types into a file, members into
/// a class, statements into a method.
/// </summary>
public sealed partial class SnippetTests : IDisposable
{
    // What the text around the snippets takes for granted.
    private const string Application = """
        global using System;
        global using System.Threading.Tasks;
        global using Cairn;
        global using Microsoft.Extensions.DependencyInjection;
        global using Npgsql;

        public abstract record Builder(IServiceCollection Services);
        public sealed record Order(string Id);
        public abstract class Agent { public abstract Task StopAsync(string id); }
        public sealed class AgentException : Exception;
        public static class ShopActions { public static readonly AuditAction OrderPlaced = new("order.placed", "orders", "{actor} placed {target}"); }

        public abstract class Application
        {
            protected static readonly AuditAction ContainerStopped = new("container.stopped", "containers", "{actor} stopped {target}");
            protected static readonly AuditAction TicketOpened = new("ticket.opened", "data", "{actor} opened {target}");
            protected string id = "c1", connectionString = "";
            protected long position = 1;
            protected AuditActor user = AuditActor.User("u1");
            protected Order order = new("o1");
            protected Builder builder;
            protected Agent agent;
            protected IAuditLog audit;
            protected IAuditReader reader;
            protected TimeZoneInfo zone;
            protected PostgresOutbox outbox;
            protected NpgsqlDataSource dataSource;
            protected NpgsqlConnection connection;
            protected abstract Task PlaceAsync(Order order, NpgsqlTransaction transaction);
        }
        """;

    // Its package is not among those the project builds with.
    private const string Elsewhere = "AddNpgsqlDataSource";

    // Compiled beside the packages it is about.
    private const string EntityFramework = "entity-framework.md";

    private readonly TempFolder folder = new();

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root(), "docs", "guide"), "*.md")
        .Where(p => Path.GetFileName(p) != EntityFramework)
        .Append(Path.Combine(Repository.Root(), "README.md"))
        .Where(p => Snippets(p).Count > 0)
        .Select(p => Path.GetRelativePath(Repository.Root(), p)).Order()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void What_a_page_shows_compiles(string page)
    {
        var sources = Snippets(Path.Combine(Repository.Root(), page)).Select(Source);
        Assert.Equal("", Errors([Application, .. sources]));
    }

    [Fact]
    public void What_does_not_compile_is_found() =>
        Assert.Contains("CS1061", Errors([Application, Source("audit.Recrod(null);")]), StringComparison.Ordinal);

    public void Dispose() => folder.Dispose();

    private static List<string> Snippets(string page) =>
        [.. Fenced().Matches(File.ReadAllText(
            page)).Select(m => m.Groups["code"].Value).Where(c => !c.Contains(Elsewhere, StringComparison.Ordinal))];

    private static string Source(string code, int at = 0)
    {
        var usings = string.Concat(Using().Matches(code).Select(m => m.Value));
        var body = Using().Replace(code, "");
        return usings + (body.TrimStart().StartsWith("public ", StringComparison.Ordinal) ? $"namespace Page{at} {{ {body} }}"
            : body.TrimStart().StartsWith("static ", StringComparison.Ordinal) ? $"class Members{at} {{ {body} }}"
            : $"abstract class Statements{at} : Application {{ async Task RunAsync() {{ {body} \n await Task.Yield(); }} }}");
    }

    private string Errors(string[] sources) => CSharpCompiler.Errors(folder, sources, IsOurs);

    private static bool IsOurs(string name) =>
        name.StartsWith("Cairn", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
        || name == "Npgsql.dll";

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"^using [A-Za-z.]+;\n", RegexOptions.Multiline)]
    private static partial Regex Using();
}
