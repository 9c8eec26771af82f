using System.CommandLine;
using System.Globalization;
using Cairn.Access;
using Cairn.Primitives;

namespace Cairn.Cli;

/// <summary><c>cairn apikey</c>: the API keys of a server, in its file. Every change is recorded in the log.</summary>
internal static class ApiKeyCommand
{
    private static readonly Option<FileInfo> File = new("--keys")
    {
        Description = "The server's file of API keys.",
        HelpName = "FILE",
        DefaultValueFactory = _ => new(Path.Combine("cairn-data", "server", "apikeys.json")),
    };

    public static Command Create(CliIo io, CommonOptions options)
    {
        var command = new CairnCommand("apikey", "Manages the API keys of a Cairn server.")
        {
            Details =
                """
                A key is shown once, when it is made; the file holds its hash. The server sees a change within a second. Whoever may write
                the file may give themselves every role: keep it the server's alone.
                """,
            Examples =
            [
                "cairn apikey create --name ci --role ingest --tenant acme --store sqlite:cairn-data/audit.db",
                "cairn apikey list",
            ],
            ExitCodes = "0 done; 1 there is no such key; 2 could not be done",
        };
        command.Add(CreateKey(io, options));
        command.Add(ListKeys(io));
        command.Add(RotateKey(io, options));
        command.Add(RevokeKey(io, options));
        return command;
    }

    private static CairnCommand CreateKey(CliIo io, CommonOptions options)
    {
        var name = new Option<string>("--name") { Description = "What the key is for.", HelpName = "TEXT", Required = true };
        var roles = new Option<string[]>(
            "--role") { Description = $"What it may do: {RoleTable.Names}.", HelpName = "ROLE", Required = true };
        var tenants = new Option<string[]>("--for") { Description = "The tenants it is for.", HelpName = "TENANT" };
        var all = new Option<bool>("--for-all") { Description = "It is for every tenant." };
        var expires = new Option<string>("--expires")
        {
            Description = "When it ends: a number of days (90d), or an RFC 3339 time. Without it, never.",
            HelpName = "TIME",
        };
        var command = Sub("create", "Makes a key and prints it, once.",
            "cairn apikey create --name ci --role ingest --for acme --expires 90d");
        command.Add(name);
        command.Add(roles);
        command.Add(tenants);
        command.Add(all);
        command.Add(expires);
        return Changes(command, io, options, (parsed, keys, by) =>
        {
            var (key, text) = keys.Create(new()
            {
                Name = parsed.GetValue(name)!, // Required.
                Roles = [.. parsed.GetValue(roles)!.Select(
                    r => RoleTable.Parse(r) ?? throw new ArgumentException($"A role is one of {RoleTable.Names}."))],
                Tenants = parsed.GetValue(tenants) ?? [],
                AllTenants = parsed.GetValue(all),
                ExpiresAt = parsed.GetValue(expires) is { } end ? TimeOf(end) : null,
                By = by,
            });
            return new(key, text, ApiKeyActions.Created);
        });
    }

    private static CairnCommand ListKeys(CliIo io)
    {
        var command = Sub("list", "Lists the keys, those that ended included.", "cairn apikey list");
        command.SetAction(parsed =>
        {
            var screen = new Screen(io);
            foreach (var key in Open(parsed).List())
            {
                screen.WriteLine(
                    $"{key.Id}  {key.Name}: {string.Join(",", key.Roles)}; {(
                        key.Tenants.Count == 0 ? "all tenants" : string.Join(",", key.Tenants))}; ",
                    $"since {Day(key.CreatedAt)} by {key.CreatedBy}",
                    key.RevokedAt is { } revoked ? $"; revoked {Day(revoked)}" : key.ExpiresAt is { } end ? $"; until {Day(end)}" : "");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static CairnCommand RotateKey(CliIo io, CommonOptions options)
    {
        var id = new Argument<string>("ID") { Description = "The key's id, as list prints it." };
        var hours = new Option<int>("--overlap")
        {
            Description = "For how many hours the old key stays good.",
            HelpName = "HOURS",
            DefaultValueFactory = _ => 24,
        };
        var command = Sub("rotate", "Makes a key in the place of another one.", "cairn apikey rotate 3f2a91c0de --overlap 1");
        command.Add(id);
        command.Add(hours);
        return Changes(command, io, options, (parsed, keys, by) =>
        {
            var overlap = parsed.GetValue(hours) is >= 0 and <= 8760 and var most ? TimeSpan.FromHours(most)
                : throw new ArgumentException("--overlap takes 0 to 8760 hours.");
            return keys.Rotate(parsed.GetValue(id)!, by, overlap) is { } made ? new(made.Key, made.Text, ApiKeyActions.Rotated) : null;
        });
    }

    private static CairnCommand RevokeKey(CliIo io, CommonOptions options)
    {
        var id = new Argument<string>("ID") { Description = "The key's id, as list prints it." };
        var command = Sub("revoke", "Ends a key at once.", "cairn apikey revoke 3f2a91c0de");
        command.Add(id);
        return Changes(command, io, options, (parsed, keys, _) =>
            keys.Revoke(parsed.GetValue(id)!) is { } key ? new(key, null, ApiKeyActions.Revoked) : null);
    }

    private static CairnCommand Sub(string name, string description, string example)
    {
        var command = new CairnCommand(name, description)
        {
            Examples = [name == "list" ? example : $"{example} --store sqlite:cairn-data/audit.db"],
            ExitCodes = "0 done; 1 there is no such key; 2 could not be done",
        };
        command.Add(File);
        return command;
    }

    private static CairnCommand Changes(
        CairnCommand command, CliIo io, CommonOptions options, Func<ParseResult, ApiKeyFile, string, KeyChange?> change)
    {
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var address = options.Read(parsed);
            var log = await address.Store.OpenForRecordingAsync(address.KeyFile, new ProblemLog(io), io, cancellationToken).ConfigureAwait(
                false);
            await using var closing = log.ConfigureAwait(false);
            return await RunAsync(io, log, () => change(parsed, Open(parsed), Environment.UserName)).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(CliIo io, CairnLog log, Func<KeyChange?> change)
    {
        KeyChange? changed;
        try
        {
            changed = change();
        }
        catch (ArgumentException e)
        {
            throw new CliException(e.Message);
        }

        if (changed is null)
        {
            throw new CliException("There is no such key, or it has ended. Run: cairn apikey list", ExitCode.Refused);
        }

        var by = new AuditActor("os_user", Environment.UserName);
        foreach (var (tenant, told) in ApiKeyActions.Events(changed.Action, by, changed.Key))
        {
            await log.ForTenant(tenant).RecordAsync(told, CancellationToken.None).ConfigureAwait(false);
        }

        new Screen(io).WriteLine(changed.Text is { } text
            ? $"The key {changed.Key.Id}, shown this once: {text}"
            : $"The key {changed.Key.Id} is revoked.");
        return ExitCode.Done;
    }

    private static ApiKeyFile Open(ParseResult parsed) =>
        // It has a default.
        new(parsed.GetValue(File)!.FullName, TimeProvider.System, System.Security.Cryptography.RandomNumberGenerator.Fill);

    private static DateTimeOffset TimeOf(string text) =>
        text.EndsWith('d') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            && days is > 0 and <= 36_500
            ? DateTimeOffset.UtcNow.AddDays(days)
            : RfcTime.TryParse(text, out var time) ? time
            : throw new ArgumentException("--expires takes a number of days (90d), or an RFC 3339 time.");

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record KeyChange(ApiKey Key, string? Text, AuditAction Action);
}
