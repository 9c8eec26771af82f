using System.CommandLine;
using Cairn.Entries;
using Cairn.Primitives;

namespace Cairn.Cli;

/// <summary>The options of every command that works on a store: which one, which log, which key.</summary>
internal sealed class CommonOptions(CliIo io)
{
    private const string StoreVariable = "CAIRN_STORE";

    private readonly Option<string> store = new("--store")
    {
        Description = $"The store: {StoreAddress.Forms}. Without it, the environment variable {StoreVariable} names it.",
        HelpName = "STORE",
    };

    private readonly Option<string> tenant = new("--tenant")
    {
        Description = "Whose log.",
        HelpName = "TENANT",
        DefaultValueFactory = _ => LogIdentity.DefaultTenant,
    };

    private readonly Option<string> log = new("--log")
    {
        Description = "An older log of the store, by its log id. Without it, the tenant's newest.",
        HelpName = "LOGID",
    };

    private readonly Option<FileInfo> key = new("--key")
    {
        Description = "The file of the signing key. Without it, PATH.key beside a SQLite file, and for PostgreSQL a file of the database's "
            + "own in the folder for application data.",
        HelpName = "FILE",
    };

    private readonly Option<string> server = new("--server")
    {
        Description = "Asks a Cairn server in the place of a store: https://HOST.",
        HelpName = "URL",
    };

    private readonly Option<FileInfo> keyFile = new("--key-file")
    {
        Description = "The file that holds the API key or token for --server.",
        HelpName = "FILE",
    };

    /// <summary>Gives a command the options that name a log in a store or behind a server.</summary>
    public Command AddAskedTo(Command command)
    {
        AddTo(command);
        command.Add(server);
        command.Add(keyFile);
        return command;
    }

    /// <summary>The server that is named; <see langword="null"/>: a store is.</summary>
    /// <exception cref="CliException">Both are named, or the key is not.</exception>
    public ServerConnection? ReadServer(ParseResult parsed)
    {
        if (parsed.GetValue(server) is not { } url)
        {
            return parsed.GetValue(keyFile) is null ? null : throw new CliException("--key-file is for --server.");
        }

        if (parsed.GetValue(store) is not null || parsed.GetValue(log) is not null || parsed.GetValue(key) is not null)
        {
            throw new CliException("--server takes neither --store nor --log nor --key.");
        }

        return parsed.GetValue(keyFile) is { } file ? new(url, file.FullName, Tenant(parsed))
            : throw new CliException("--server needs a key: add --key-file FILE, a file that holds the API key alone.");
    }

    /// <summary>Opens what is asked.</summary>
    /// <exception cref="CliException">There is no such log.</exception>
    public async Task<AskedLog> AskAsync(ParseResult parsed, string culture, CancellationToken cancellationToken) =>
        ReadServer(parsed) is { } connection
            ? AskedLog.Of(connection)
            : AskedLog.Of(await (Read(parsed) with { Culture = culture }).OpenAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Gives a command the options that name a log.</summary>
    public Command AddTo(Command command)
    {
        command.Add(store);
        command.Add(tenant);
        command.Add(log);
        command.Add(key);
        return command;
    }

    /// <summary>Gives a command the one that names a store.</summary>
    public Command AddStoreTo(Command command)
    {
        command.Add(store);
        return command;
    }

    /// <summary>Whether a store is named at all.</summary>
    public bool HasStore(ParseResult parsed) => StoreText(parsed).Length > 0;

    /// <exception cref="CliException">What was typed names nothing.</exception>
    public LogAddress Read(ParseResult parsed)
    {
        var address = ReadStore(parsed);
        return new(address, Tenant(parsed), LogId(parsed), parsed.GetValue(key)?.ToString() ?? address.KeyFile);
    }

    /// <exception cref="CliException">What was typed names no store.</exception>
    public StoreAddress ReadStore(ParseResult parsed) => StoreAddress.Parse(
        StoreText(parsed) is { Length: > 0 } text
            ? text
            : throw new CliException($"No store is named: add --store {StoreAddress.Forms}, or set {StoreVariable}."),
        io);

    private string StoreText(ParseResult parsed) => parsed.GetValue(store) ?? io.Environment(StoreVariable) ?? "";

    private string Tenant(ParseResult parsed)
    {
        var name = parsed.GetValue(tenant) ?? LogIdentity.DefaultTenant;
        return Grammar.IsTenant(name)
            ? name
            : throw new CliException(
                $"--tenant '{name}' is not a valid tenant: use a letter or digit, then letters, digits, '.', '_' or '-', "
                + $"at most {EventLimits.Tenant} characters.");
    }

    private string? LogId(ParseResult parsed) => parsed.GetValue(log) switch
    {
        null => null,
        { } id when LogIdentity.IsLogId(id) => id,
        { } other => throw new CliException(
            $"--log '{other}' is not a log id. A log id has 26 characters of a to z and 2 to 7; receipts and show print it."),
    };
}
