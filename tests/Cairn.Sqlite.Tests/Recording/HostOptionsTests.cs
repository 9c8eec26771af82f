using System.Text;
using Cairn.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cairn.Sqlite.Tests;

/// <summary>Where a host's options come from, and what is done with those that make no sense.</summary>
public sealed class HostOptionsTests : IDisposable
{
    private const string Secret = "DE89370400440532013000";
    private readonly TempFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("nothing", true)]
    [InlineData("before", false)]
    [InlineData("after", false)]
    [InlineData("builder", false)]
    [InlineData("section", false)]
    [InlineData("environment", false)]
    public async Task A_name_that_is_added_to_the_masked_ones_is_masked_wherever_it_was_added(string where, bool isStored)
    {
        var services = new ServiceCollection();
        var variable = $"T{Guid.NewGuid():N}_Cairn__Redaction__Names__0";
        Environment.SetEnvironmentVariable(variable, where == "environment" ? "iban" : null);
        var section = new Dictionary<string, string?> { [where == "section" ? "Cairn:Redaction:Names:0" : "Other"] = "iban" };
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection(section).AddEnvironmentVariables(variable[..34]).Build());
        if (where == "before")
        {
            services.Configure<CairnOptions>(Mask);
        }

        services.AddCairn(cairn => cairn.UseSqlite(folder.File("audit.db")).Configure(where == "builder" ? Mask : _ => { }));
        if (where == "after")
        {
            services.Configure<CairnOptions>(Mask);
        }

        await using (var host = services.BuildServiceProvider())
        {
            var audit = host.GetRequiredService<IAuditLog>();
            await audit.RecordAsync(StandardActions.LoginSucceeded.By(AuditActor.User("u1")).With("customer_iban", Secret), Cancel);
            audit.Record(StandardActions.LoginSucceeded.By(AuditActor.User("u2")).With("customer_iban", Secret));
        }

        Environment.SetEnvironmentVariable(variable, null);
        Assert.Equal(isStored, Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Any(f => File.ReadAllBytes(f).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) >= 0));
    }

    [Fact]
    public void The_section_of_the_configuration_is_bound_by_itself_and_code_has_the_last_word()
    {
        using var host = Host(
            o => o.StopTimeout = TimeSpan.FromSeconds(3),
            ("RecordTimeout", "00:00:07"),
            ("StopTimeout", "00:00:07"),
            ("IndexAddresses", "true"),
            ("PersonTypes:0", "nurse"));
        var options = host.GetRequiredService<IOptions<CairnOptions>>().Value;
        Assert.Equal(
            (TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(3), true), (options.RecordTimeout, options.StopTimeout, options.IndexAddresses));
        Assert.Contains("nurse", options.PersonTypes);
        Assert.Contains("user", options.PersonTypes); // Lists are added to.
    }

    [Theory]
    [InlineData("RecordTimeout", "10", "RecordTimeout is 10.00:00:00: take more than 0, at most a day")]
    [InlineData("RecordTimeout", "soon", "RecordTimeout")]
    [InlineData("SpoolMaxBytes", "256 MB", "SpoolMaxBytes")]
    [InlineData("SpoolMaxBytes", "1000", "allow at least 1 MiB")]
    [InlineData("Redaction:Name", "iban", "Name")]
    [InlineData("Redaction:Names:0", "-", "needs a letter or a digit")]
    [InlineData("OriginPrefix", "https://example.com", "schema-less URL")]
    [InlineData("KeyFile", "", "KeyFile is empty")]
    public async Task What_makes_no_sense_stops_the_start_with_its_words(string key, string value, string words)
    {
        await using var host = Host(_ => { }, (key, value));
        var refusal = await Assert.ThrowsAnyAsync<OptionsValidationException>(() => StartAsync(host));
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Relative_paths_start_at_the_content_root_and_folders_are_made()
    {
        await using (var host = Host(o => (o.KeyFile, o.SpoolFolder) = ("keys/audit.key", "state/spool"), path: "data/audit.db"))
        {
            await StartAsync(host);
            await host.GetRequiredService<IAuditLog>().RecordAsync(Some.Event(), Cancel);
        }

        Assert.All(["data/audit.db", "keys/audit.key"], f => Assert.True(File.Exists(folder.File(f)), f));
        Assert.True(Directory.Exists(folder.File("state/spool")));
    }

    private static void Mask(CairnOptions options) => options.Redaction.Names.Add("iban");

    private ServiceProvider Host(Action<CairnOptions> configure, params (string Key, string Value)[] section) =>
        Host(configure, "audit.db", section);

    private ServiceProvider Host(Action<CairnOptions> configure, string path, params (string Key, string Value)[] section) =>
        new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(section.Select(
                s => KeyValuePair.Create($"Cairn:{s.Key}", (string?)s.Value))).Build())
            .AddSingleton<IHostEnvironment>(new Environs(folder.Path))
            .AddCairn(cairn => cairn.UseSqlite(path).Configure(configure)).BuildServiceProvider();

    // As a host does: first what validates at the start, then what is to be started.
    private static async Task StartAsync(IServiceProvider host)
    {
        host.GetRequiredService<IStartupValidator>().Validate();
        foreach (var hosted in host.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await hosted.StartingAsync(Cancel);
        }
    }

    private sealed class Environs(string root) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Production";

        public string ApplicationName { get; set; } = "tests";

        public string ContentRootPath { get; set; } = root;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
