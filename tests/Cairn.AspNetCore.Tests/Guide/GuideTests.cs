using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Cairn.AspNetCore.Tests;

/// <summary>What the guides' pages show compiles, and the application of "Add Cairn to your application" does what the page says.</summary>
public sealed partial class GuideTests : IDisposable
{
    private const string Usings = """
        global using System;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using System.Collections.Generic;
        global using System.Net.Http;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;

        """; // Those that the SDK gives every web project.

    private readonly TempFolder folder = new();

    [Fact]
    [Trait("Requirement", "CHATBOT-12")]
    public async Task The_page_leads_from_an_empty_project_to_events_in_the_log()
    {
        var program = Assert.Single(Shown("add-to-your-application.md", "program"));
        AssertCompiles("exe", "Shop.dll", Usings, program);
        await RunAsync();
        Assert.Equal(["order.cancelled success", "permission.denied denied", "shop.opened success"], Entries());
    }

    [Theory]
    [InlineData("add-to-your-application.md")]
    [InlineData("api.md")]
    [InlineData("viewer.md")]
    public void What_it_shows_further_compiles(string page)
    {
        var shown = Shown(page, "web");
        Assert.NotEmpty(shown);
        var statements = shown.Select((code, i) => $$"""
            class Statements{{i}}
            {
                static string Remove(string id) => id;
                static void Run(WebApplicationBuilder builder, WebApplication app) { {{code}} }
            }
            """);
        const string Club =
            """using Cairn; static class ClubActions { public static readonly AuditAction MemberRemoved = new("member.removed", "admin", "{actor} removed {target}"); }""";
        AssertCompiles("library", "web.dll", [Usings + "global using Cairn;", Club, .. statements]);
    }

    [Fact]
    public void The_recipes_compile()
    {
        const string Around = """
            global using Cairn;
            global using System.Threading.Channels;
            global using Hangfire.Server;
            global using Quartz;
            global using MassTransit;

            public sealed record Letter(string Id, string QueuedBy, string Tenant);
            """;
        var recipes = Shown("without-http.md", "recipe");
        Assert.Equal(4, recipes.Count);
        AssertCompiles("library", "recipes.dll", [Usings + Around, .. recipes]);
    }

    public void Dispose() => folder.Dispose();

    private void AssertCompiles(string target, string output, params string[] sources)
    {
        var told = Compiler.Compile(folder, target, folder.File(output), sources);
        Assert.True(told.Length == 0, told); // The whole of it, not where it differs from nothing.
    }

    private async Task RunAsync()
    {
        File.WriteAllText(folder.File("Shop.runtimeconfig.json"), """
            {"runtimeOptions":{"tfm":"net10.0","frameworks":[{"name":"Microsoft.NETCore.App","version":"10.0.0"},{"name":"Microsoft.AspNetCore.App","version":"10.0.0"}]}}
            """);
        var native = Path.Combine(
            AppContext.BaseDirectory, "runtimes", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, "native");
        foreach (var library in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(IsNeeded).Concat(Directory.EnumerateFiles(
            native)))
        {
            File.Copy(library, folder.File(Path.GetFileName(library)));
        }

        using var process = Compiler.Start("exec", folder.File("Shop.dll"), "--urls", "http://127.0.0.1:0", "--contentRoot", folder.Path);
        try
        {
            await CallAsync(await AddressAsync(process.StandardOutput));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(WebHost.Cancel);
        }
    }

    private async Task CallAsync(string address)
    {
        using var client = new HttpClient { BaseAddress = new(address), Timeout = TimeSpan.FromSeconds(30) };
        Assert.Equal("Welcome", await client.GetStringAsync("/", WebHost.Cancel));
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/orders/42", WebHost.Cancel)).StatusCode);
        await client.GetAsync("/admin", WebHost.Cancel);
        await WebHost.UntilAsync(() => Entries().Count >= 3);
    }

    // The drain commits within milliseconds; the process is ended only then.
    private List<string> Entries()
    {
        try
        {
            using var store = new SqliteConnection($"Data Source={folder.File("audit.db")};Mode=ReadOnly");
            store.Open();
            using var command = store.CreateCommand();
            command.CommandText = "SELECT action || ' ' || outcome FROM entries WHERE action NOT LIKE 'cairn.%' ORDER BY action";
            using var reader = command.ExecuteReader();
            return [.. reader.Cast<System.Data.Common.DbDataRecord>().Select(r => r.GetString(0))];
        }
        catch (SqliteException)
        {
            return []; // Not there yet.
        }
    }

    private static async Task<string> AddressAsync(StreamReader output)
    {
        while (await output.ReadLineAsync(WebHost.Cancel) is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                return match.Groups["address"].Value;
            }
        }

        throw new InvalidOperationException("The application ended before it listened.");
    }

    private static bool IsNeeded(string file) =>
        Path.GetFileName(file) is var name
        && (name.StartsWith("Cairn", StringComparison.Ordinal)
            || name.StartsWith("NSec", StringComparison.Ordinal)
            || name.StartsWith("SQLitePCL", StringComparison.Ordinal))
            && !name.Contains("Test", StringComparison.Ordinal);

    private static List<string> Shown(string page, string kind) =>
        [.. Fenced()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root(), "docs", "guide", page)))
            .Where(m => m.Groups["kind"].Value == kind)
            .Select(m => m.Groups["code"].Value)];

    [GeneratedRegex(
        @"^```csharp (?<kind>\w+)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"Now listening on: (?<address>http://[^\s]+)")]
    private static partial Regex Listening();
}
