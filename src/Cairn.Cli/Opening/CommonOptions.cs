using System.CommandLine;

namespace Cairn.Cli;

/// <summary>The options every command takes: which store, which log, which key.</summary>
internal sealed class CommonOptions(CliIo io)
{
    private const string StoreVariable = "CAIRN_STORE";

    private readonly Option<string> store = new("--store")
    {
        Description = $"The store: sqlite:PATH. Without it, the environment variable {StoreVariable} names it.",
        HelpName = "sqlite:PATH",
        Recursive = true,
    };

    private readonly Option<string> tenant = new("--tenant")
    {
        Description = "Whose log.",
        HelpName = "TENANT",
        DefaultValueFactory = _ => LogIdentity.DefaultTenant,
        Recursive = true,
    };

    private readonly Option<string> log = new("--log")
    {
        Description = "An older log of the store, by its log id. Without it, the tenant's newest.",
        HelpName = "LOGID",
        Recursive = true,
    };

    private readonly Option<FileInfo> key = new("--key")
    {
        Description = "The file of the signing key. Without it, PATH.key beside the store.",
        HelpName = "FILE",
        Recursive = true,
    };

    public IEnumerable<Option> All => [store, tenant, log, key];

    /// <summary>Whether a store is named at all.</summary>
    public bool HasStore(ParseResult parsed) => StoreText(parsed).Length > 0;

    /// <exception cref="CliException">What was typed names nothing.</exception>
    public LogAddress Read(ParseResult parsed)
    {
        var address = StoreAddress.Parse(StoreText(parsed) is { Length: > 0 } text
            ? text
            : throw new CliException($"No store is named: add --store sqlite:PATH, or set {StoreVariable}."));
        return new(address, Tenant(parsed), LogId(parsed), parsed.GetValue(key)?.ToString() ?? address.KeyFile);
    }

    private string StoreText(ParseResult parsed) => parsed.GetValue(store) ?? io.Environment(StoreVariable) ?? "";

    private string Tenant(ParseResult parsed)
    {
        var name = parsed.GetValue(tenant) ?? LogIdentity.DefaultTenant;
        return Grammar.IsTenant(name)
            ? name
            : throw new CliException(
                $"--tenant '{name}' is no tenant: a letter or digit, then letters, digits, '.', '_' or '-', at most {EventLimits.Tenant} characters.");
    }

    private string? LogId(ParseResult parsed) => parsed.GetValue(log) switch
    {
        null => null,
        { } id when LogIdentity.IsLogId(id) => id,
        { } other => throw new CliException($"--log '{other}' is no log id: 26 characters of a to z and 2 to 7, as receipts and show give it."),
    };
}
