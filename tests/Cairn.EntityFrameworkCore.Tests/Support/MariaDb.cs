using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>
/// A MariaDB server that all tests of this process share: started from the installed binaries on a free loopback port, gone with the
/// process, however that ends.
/// </summary>
internal sealed class MariaDb
{
    private static readonly Lazy<MariaDb> One = new(Start);

    // Kept: the server ends when its standard input does.
    private readonly Process process;
    private readonly string password;
    private readonly int port;

    private MariaDb(Process process, string password, int port) => (this.process, this.password, this.port) = (process, password, port);

    /// <summary>The administrator's, to a database.</summary>
    public static string ConnectionString(string database) =>
        $"Server=127.0.0.1;Port={One.Value.port};User Id=root;Password={One.Value.password};Database="
        + $"{database};SslMode=Disabled;AllowPublicKeyRetrieval=true;Maximum Pool Size=100";

    private static MariaDb Start()
    {
        for (var tries = 3; ; tries--)
        {
            var server = Launch();
            var word = server.process.StandardOutput.ReadLine();
            if (word == "started")
            {
                return server;
            }

            var why = server.process.StandardOutput.ReadLine();
            server.process.StandardInput.Close();
            server.process.WaitForExit();
            if (tries == 1)
            {
                // Another one may have taken the port before.
                throw new InvalidOperationException(
                    $"The MariaDB server for the tests did not start (sudo apt-get install mariadb-server): {why}");
            }
        }
    }

    private static MariaDb Launch()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"cairn-maria-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");
        var (password, port) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), FreePort());
        string[] script = ["-c", Script(), "mariadb", folder, $"{port}"];
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("runuser", ["-u", "mysql", "--", "sh", .. script]) // The server refuses to run as root.
            : new ProcessStartInfo("sh", script);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.WorkingDirectory) = (true, true, Path.GetTempPath());
        start.Environment["MARIADB_PASSWORD"] = password;
        return new(Process.Start(start) ?? throw new InvalidOperationException("No shell was started."), password, port);
    }

    private static string Script()
    {
        using var stream = typeof(MariaDb).Assembly.GetManifestResourceStream("mariadb.sh")!; // Embedded in this assembly.
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
