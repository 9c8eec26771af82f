using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cairn.Hosting;

/// <summary>
/// Where a host's options come from: the section <c>Cairn</c> of its configuration, then its code, then what the host itself
/// knows. Checked at the start.
/// </summary>
/// <param name="configuration">The host's; <see langword="null"/>: it has none.</param>
/// <param name="environment">Says where relative paths start; <see langword="null"/>: at the working directory.</param>
/// <param name="meters">The host's.</param>
/// <param name="enrichers">Those among its services.</param>
internal sealed class HostOptions(
    IConfiguration? configuration,
    IHostEnvironment? environment,
    IMeterFactory? meters,
    IEnumerable<IAuditEnricher> enrichers)
    : IConfigureOptions<CairnOptions>, IPostConfigureOptions<CairnOptions>, IValidateOptions<CairnOptions>
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Cairn";

    // What was wrong with the section: told with the other problems, when the options are validated.
    private string? problem;

    public void Configure(CairnOptions options)
    {
        try
        {
            // A name that is no option is a typing error: what it was to mask would be stored.
            Own(configuration?.GetSection(Section))?.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException e)
        {
            problem = $"The section {Section} of the configuration: {e.Message} The page of options lists every name and form: "
                + "docs/guide/options.md.";
        }
    }

    public void PostConfigure(string? name, CairnOptions options)
    {
        options.Meters ??= meters;
        options.RequireStoreAtStart ??= false;
        foreach (var enricher in enrichers)
        {
            options.Enrichers.Add(enricher);
        }

        options.KeyFile = Rooted(options.KeyFile);
        options.SpoolFolder = Rooted(options.SpoolFolder);
        options.SignerMemoryFolder = Rooted(options.SignerMemoryFolder);
    }

    public ValidateOptionsResult Validate(string? name, CairnOptions options)
    {
        try
        {
            options.Validate();
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail(problem is null ? e.Message : $"{problem} {e.Message}");
        }

        return problem is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problem);
    }

    // The standalone server's own settings stand below this name, and are read there.
    private static IConfiguration? Own(IConfigurationSection? section) => section?.GetSection("Server").Exists() != true ? section
        : new ConfigurationBuilder().AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true).Where(
            s => s.Key.Length > 0 && !s.Key.Equals("Server", StringComparison.OrdinalIgnoreCase)
                && !s.Key.StartsWith("Server:", StringComparison.OrdinalIgnoreCase))).Build();

    /// <summary>
    /// A relative path starts at the host's content root, not at the working directory, which is System32 in a Windows service.
    /// </summary>
    private string? Rooted(string? path) => HostPath.Of(path, environment);
}
