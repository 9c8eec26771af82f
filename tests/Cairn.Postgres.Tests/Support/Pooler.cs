using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Cairn.Contracts;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>PgBouncer in transaction mode before the tests' server, with fewer connections than clients. Gone with the test.</summary>
internal sealed class Pooler : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly int port = FreePort();
    private readonly Process process;

    private Pooler(IReadOnlyList<string> logins, int serverConnections)
    {
        List<NpgsqlConnectionStringBuilder> servers = [.. logins.Select(l => new NpgsqlConnectionStringBuilder(l))];
        File.WriteAllText(folder.File("users"), string.Concat(servers.Select(s => $"\"{s.Username}\" \"{s.Password}\"\n")));
        File.WriteAllText(folder.File("ini"), $"""
            [databases]
            * = host={servers[0].Host} port={servers[0].Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = scram-sha-256
            auth_file = {folder.File("users")}
            pool_mode = transaction
            default_pool_size = {serverConnections}
            max_client_conn = 200
            """);
        ConnectionString = Through(logins[0]);
        process = Launch();
    }

    /// <summary>The first login, through the pooler.</summary>
    public string ConnectionString { get; }

    /// <summary>The same login, through the pooler.</summary>
    public string Through(string login) => new NpgsqlConnectionStringBuilder(
        login) { Host = "127.0.0.1", Port = port, NoResetOnClose = true, Enlist = false }.ConnectionString;

    /// <summary>Starts one for a login role, and waits until it answers.</summary>
    public static Task<Pooler> StartAsync(string login, int serverConnections, CancellationToken cancellationToken) =>
        StartAsync([login], serverConnections, cancellationToken);

    /// <summary>Starts one for several login roles of one server.</summary>
    public static async Task<Pooler> StartAsync(IReadOnlyList<string> logins, int serverConnections, CancellationToken cancellationToken)
    {
        var pooler = new Pooler(logins, serverConnections);
        for (var ready = false; !ready;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Assert.False(pooler.process.HasExited, "PgBouncer did not start: sudo apt-get install pgbouncer");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(
                    IPAddress.Loopback, new NpgsqlConnectionStringBuilder(pooler.ConnectionString).Port, cancellationToken);
                ready = true;
            }
            catch (SocketException)
            {
                await Task.Yield(); // It is starting.
            }
        }

        return pooler;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
        folder.Dispose();
    }

    // Until standard input ends, which it does when the tests end, whatever way they end. It refuses to run as root, and reads
    // its files as whom it runs.
    private Process Launch()
    {
        var program = File.Exists("/usr/sbin/pgbouncer") ? "/usr/sbin/pgbouncer" : "pgbouncer";
        string[] script =
        [
            "-c", "command -v \"$1\" >/dev/null || exit 1; \"$@\" >/dev/null 2>&1 & cat >/dev/null; kill -9 $!", "pooler", program, "-q",
            folder.File("ini")
        ];
        var start = new ProcessStartInfo("sh", script);
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead;
            File.SetUnixFileMode(folder.File("ini"), Readable);
            File.SetUnixFileMode(folder.File("users"), Readable);
            File.SetUnixFileMode(folder.Path, Readable | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
            start = new("runuser", ["-u", "postgres", "--", "sh", .. script]);
        }

        start.RedirectStandardInput = true;
        return Process.Start(start)!; // Not by the shell: there is one.
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
