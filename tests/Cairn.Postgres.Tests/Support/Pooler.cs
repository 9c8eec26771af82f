using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Cairn.Testing;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>PgBouncer in transaction mode before the tests' server: each transaction may have another server connection. Gone with the process that started it.</summary>
internal sealed class Pooler : IDisposable
{
    // Its socket appears when it listens; the read ends when this process does.
    private const string Script = """
        pgbouncer -q "$1/pgbouncer.ini" 2>"$1/log" & server=$!
        until [ -S "$1/.s.PGSQL.$2" ]; do kill -0 $server 2>/dev/null || { tail -1 "$1/log"; exit 1; }; sleep 0.05; done
        echo started; read -r _; kill $server; wait $server
        """;

    private readonly TempFolder folder = new();
    private readonly Process process;
    private readonly int port = FreePort();

    /// <param name="logins">Connection strings to the server, of all who will come through the pooler.</param>
    public Pooler(params IEnumerable<string> logins)
    {
        List<NpgsqlConnectionStringBuilder> servers = [.. logins.Select(l => new NpgsqlConnectionStringBuilder(l))];
        var path = Path.GetDirectoryName(folder.File("x"))!; // A folder's file has a folder.
        File.WriteAllText(folder.File("users.txt"), string.Concat(servers.Select(s => $"\"{s.Username}\" \"{s.Password}\"\n")));
        File.WriteAllText(folder.File("pgbouncer.ini"), $"""
            [databases]
            * = host={servers[0].Host} port={servers[0].Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir = {path}
            auth_type = trust
            auth_file = {folder.File("users.txt")}
            pool_mode = transaction
            default_pool_size = 4
            ignore_startup_parameters = extra_float_digits
            """);
        string[] script = ["-c", Script, "pooler", path, $"{port}"];
        var start = Environment.IsPrivilegedProcess ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", "sh", .. script]) : new ProcessStartInfo("sh", script);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.WorkingDirectory) = (true, true, Path.GetTempPath());
        start.Environment["PATH"] += ":/usr/sbin";
        if (Environment.IsPrivilegedProcess)
        {
            using var owner = Process.Start("chown", ["-R", "postgres", path]); // It refuses to run as root.
            owner.WaitForExit();
        }

        process = Process.Start(start)!; // A new process each time.
        if (process.StandardOutput.ReadLine() is var word && word != "started")
        {
            Dispose();
            throw new InvalidOperationException($"These tests need PgBouncer: sudo apt-get install pgbouncer. It said: {word}");
        }
    }

    /// <summary>The same login, through the pooler.</summary>
    public string Through(string login) => new NpgsqlConnectionStringBuilder(login) { Port = port, Password = null }.ConnectionString;

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
        folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
