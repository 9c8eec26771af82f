using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Cairn.Contracts;

/// <summary>
/// A PostgreSQL server of the tests' own: started from the installed binaries on a free loopback port, gone with the process that
/// started it, however that ends.
/// </summary>
public sealed partial class PostgresCluster : IDisposable
{
    // Half a second a test saved; durability has clusters of its own.
    private const string Fast =
        "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 300\nmax_locks_per_transaction = 256";

    private static readonly Lazy<PostgresCluster?> One = new(() => Existing is null ? Start(Fast) : null);

    private readonly Process process;

    private PostgresCluster(Process process, string folder, int port, string password) =>
        (this.process, Folder, Port, Password) = (process, folder, port, password);

    /// <summary>
    /// The superuser of a server that all tests of this process share: of the one CAIRN_TEST_POSTGRES names, or of a private one.
    /// </summary>
    public static string SharedConnectionString => Existing ?? One.Value!.ConnectionString; // Made where none is named.

    /// <summary>Its folder: data, log, socket.</summary>
    public string Folder { get; }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The superuser's.</summary>
    public string Password { get; }

    /// <summary>The superuser's, to the database postgres.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=postgres;Password={Password};Database=postgres";

    private static string? Existing => Environment.GetEnvironmentVariable("CAIRN_TEST_POSTGRES") is { Length: > 0 } named ? named : null;

    /// <summary>Where the newest installed server's programs are.</summary>
    /// <exception cref="InvalidOperationException">None is installed.</exception>
    public static string Binaries =>
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
        .Select(d => Path.Combine(d, "bin")).Append("/usr/local/pgsql/bin").Append("/opt/homebrew/opt/postgresql/bin")
        .Where(b => File.Exists(Path.Combine(b, "initdb"))).OrderDescending(StringComparer.Ordinal).FirstOrDefault()
        ?? throw new InvalidOperationException(
            "These tests need the PostgreSQL server (15 or later): sudo apt-get install postgresql. Or name a server for tests: "
            + "CAIRN_TEST_POSTGRES='Host=…;Username=postgres;…'");

    /// <summary>Starts one with settings of its own, lines of postgresql.conf.</summary>
    public static PostgresCluster Start(string settings) => Start(settings, null);

    private static PostgresCluster Start(string settings, PostgresCluster? primary)
    {
        for (var tries = 3; ; tries--)
        {
            var cluster = Launch(settings, primary);
            var word = cluster.process.StandardOutput.ReadLine();
            if (word == "started")
            {
                return cluster;
            }

            var why = cluster.process.StandardOutput.ReadLine();
            cluster.Dispose();
            if (tries == 1)
            {
                // Another one may have taken the port before.
                throw new InvalidOperationException($"The PostgreSQL server for the tests did not start: {why}");
            }
        }
    }

    /// <summary>Stops it as a power cut would: nothing is written any more.</summary>
    public void Kill() => Tell("kill", "stopped");

    /// <summary>Stops it in order; connections are cut.</summary>
    public void Stop() => Tell("stop", "stopped");

    /// <summary>Starts it again.</summary>
    public void StartAgain() => Tell("start", "started");

    /// <inheritdoc/>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static PostgresCluster Launch(string settings, PostgresCluster? primary)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"cairn-pg-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");
        var password = primary?.Password ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var port = FreePort();
        string[] script = ["-c", Script(), "cluster", Binaries, folder, $"{port}"];
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", "sh", .. script]) // The server refuses to run as root.
            : new ProcessStartInfo("sh", script);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.WorkingDirectory) = (true, true, Path.GetTempPath());
        (start.Environment["PGPASSWORD"], start.Environment["CLUSTER_SETTINGS"]) = (password, settings);
        start.Environment["CLUSTER_PRIMARY"] = primary?.Port.ToString(CultureInfo.InvariantCulture);
        return new(Process.Start(start) ?? throw new InvalidOperationException("No shell was started."), folder, port, password);
    }

    private static string Script()
    {
        using var stream = typeof(PostgresCluster).Assembly.GetManifestResourceStream("cluster.sh")!; // Embedded in this assembly.
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Tell(string word, string expected)
    {
        process.StandardInput.WriteLine(word);
        process.StandardInput.Flush();
        var answer = process.StandardOutput.ReadLine();
        if (answer != expected)
        {
            throw new InvalidOperationException($"The PostgreSQL server for the tests did not {word}: {process.StandardOutput.ReadLine()}");
        }
    }
}
