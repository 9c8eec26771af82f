using System.Diagnostics;
using System.Security.Cryptography;

namespace Cairn.Samples.Workspace;

/// <summary>Starts the back end and the portal, says what to try, and waits until both have ended.</summary>
internal static class Both
{
    private const string Log = "workspace-data/audit.db";

    public static async Task<int> RunAsync(string backEndAddress = "http://127.0.0.1:5381", string portalAddress = "http://127.0.0.1:5382")
    {
        // Each caller of the back end has a secret of its own, new with each start.
        var secrets = Callers.Names.ToDictionary(name => name, _ => RandomNumberGenerator.GetHexString(32, lowercase: true));
        using var backEnd = Start(secrets, "back-end", "--Urls", backEndAddress, "--Log", Log);
        using var portal = Start(new() { ["portal"] = secrets["portal"] }, "portal", portalAddress, backEndAddress, Log);
        Console.WriteLine(
            $"""
            A chat platform in two processes, with one log: {Log}

              Look    {portalAddress}
                      Sign in as owner or member, password "{Member.Password}". Change settings, ask for an export, connect an account.

              Report  what happens on the chat platform, in the names it has for it:
                      curl {backEndAddress}/chat/events -H 'Authorization: Bearer {secrets["chat"]}' -H 'Content-Type: application/json' \
                        -d '{SampleEvent}'

              Ask     across all workspaces, as an operator:
                      curl -G {backEndAddress}/api/v1/across/events -H 'Authorization: Bearer {secrets["operator"]}' --data-urlencode 'q=actor:owner since:7d'

              Check   that nobody altered anything:
                      dotnet run --project src/Cairn.Cli -- verify --store sqlite:{Log}

            Ctrl-C stops both.
            """);
        Console.CancelKeyPress += (_, key) => key.Cancel = true; // The terminal tells the children, too: they end, and so do we.
        await Task.WhenAny(backEnd.WaitForExitAsync(), portal.WaitForExitAsync());
        StopOther(backEnd, portal);
        await Task.WhenAll(backEnd.WaitForExitAsync(), portal.WaitForExitAsync());
        return Math.Max(backEnd.ExitCode, portal.ExitCode);
    }

    // One that failed has said why; the other one alone is no use.
    private static void StopOther(Process one, Process another)
    {
        if (one.HasExited ? one.ExitCode != 0 : another.ExitCode != 0)
        {
            (one.HasExited ? another : one).Kill();
        }
    }

    private const string SampleEvent =
        """{"type":"settings_changed","workspace":"north","user":"member","resource":"channel","resource_id":"general","previous_value":{"public":true},"new_value":{"public":false}}""";

    private static Process Start(Dictionary<string, string> secrets, params string[] arguments)
    {
        var program = Environment.ProcessPath!; // A program that was started has one.
        var start = new ProcessStartInfo(program);
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Workspace.dll"));
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Not as arguments, which everybody on the machine can see.
        foreach (var (name, secret) in secrets)
        {
            start.Environment[$"Secrets__{name}"] = secret;
        }

        return Process.Start(start)!; // It is no document that another program opens.
    }
}
