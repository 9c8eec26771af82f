using Cairn.Contracts;
using Npgsql;

namespace Cairn.Postgres.Tests;

public sealed class AddressTests
{
    private const string Secret = "hunter2";

    private static readonly string[] Urls =
    [
        "postgres://localhost/audit", "postgres://app@db.example.com:5433/audit", "postgresql://app:s3cret@db/audit?sslmode=verify-full",
        "postgres://app:p%40ss%3Aw%2Ford%25@[2001:db8::7]:5432/audit?application_name=shop&sslmode=require",
        "postgres://a,b:5433,c/audit?target_session_attrs=read-write",
        "postgres://%C3%BCser:x@h/d%20b?connect_timeout=5&passfile=%2Fetc%2Fpw",
    ];

    [Theory]
    [InlineData("postgres://app:pw@db.example.com:5433/audit", "db.example.com", 5433, "app", "pw", "audit")]
    [InlineData("postgresql://app:p%40ss%3A%2F%25@db/audit", "db", 5432, "app", "p@ss:/%", "audit")]
    [InlineData("postgres://db/my%20audit", "db", 5432, null, null, "my audit")]
    [InlineData("postgres://a:5433,b/audit?target_session_attrs=read-write", "a:5433,b", 5432, null, null, "audit")]
    [InlineData("Host=db;Port=5433;Username=app;Password=p@ss;Database=audit", "db", 5433, "app", "p@ss", "audit")]
    [InlineData("Host=db;Username=app;Password=\"a;b=c\";Database=audit", "db", 5432, "app", "a;b=c", "audit")]
    public void Both_forms_name_a_database(string text, string host, int port, string? user, string? password, string database)
    {
        var builder = PostgresAddress.Parse(text);
        Assert.Equal(
            (host, port, user, password, database), (builder.Host, builder.Port, builder.Username, builder.Password, builder.Database));
        Assert.Equal((true, false), (builder.NoResetOnClose, builder.Enlist));
    }

    [Fact]
    public void Options_are_those_of_libpq()
    {
        var builder = PostgresAddress.Parse(
            "postgres://db/audit?sslmode=verify-ca&sslrootcert=%2Fetc%2Fca.pem&connect_timeout=7&application_name=shop");
        Assert.Equal(
            (SslMode.VerifyCA, "/etc/ca.pem", 7, "shop"),
            (builder.SslMode, builder.RootCertificate, builder.Timeout, builder.ApplicationName));
    }

    [Theory]
    [InlineData("postgres://", "no host")]
    [InlineData("postgres://db", "no database")]
    [InlineData("postgres://db/", "no database")]
    [InlineData("postgres:///audit", "no host")]
    [InlineData("postgres://@db/audit", "the user is empty")]
    [InlineData("postgres://app:hunter2@h@db/audit", "percent-encoded")]
    [InlineData("postgres://app:hunter2#x@db/audit", "'#'")]
    [InlineData("postgres://app:hunter2/x@db/audit", "port")]
    [InlineData("postgres://app:hunter2%zz@db/audit", "the password has a character")]
    [InlineData("postgres://app:hunter2%ff@db/audit", "the password is not UTF-8")]
    [InlineData("postgres://app:hunter2", "a port is not a number")]
    [InlineData("postgres://db:0/audit", "the port is not|a port is not")]
    [InlineData("postgres://db:65536/audit", "a port is not")]
    [InlineData("postgres://db:05432/audit", "a port is not")]
    [InlineData("postgres://2001:db8::7/audit", "port")]
    [InlineData("postgres://[db]/audit", "IPv6")]
    [InlineData("postgres://db/audit/more", "the database has a character")]
    [InlineData("postgres://db/audit?sslmode=yes", "sslmode must be")]
    [InlineData("postgres://db/audit?sslmode=require&sslmode=require", "sslmode appears twice")]
    [InlineData("postgres://db/audit?options=-csearch_path", "an option is not known")]
    [InlineData("postgres://db/audit?hunter2", "an option is not known")]
    [InlineData("Host=db;Pasword=hunter2", "not a PostgreSQL connection string")]
    [InlineData("Host=db;Password=a;hunter2=c", "not a PostgreSQL connection string")]
    [InlineData("Host=db;Port=hunter2", "not a PostgreSQL connection string")]
    [InlineData("hunter2", "not a PostgreSQL connection string")]
    [InlineData("Username=app;Password=hunter2", "names no host")]
    public void What_is_wrong_is_said_without_the_password(string text, string words)
    {
        var refusal = Assert.Throws<CairnStoreException>(() => PostgresAddress.Parse(text));
        Assert.Contains(words.Split('|'), w => refusal.Message.Contains(w, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_problem_of_a_URL_is_named()
    {
        var refusal = Assert.Throws<CairnStoreException>(() => PostgresAddress.Parse("postgres://a:x%@db:99999/?sslmode=yes&foo=1"));
        Assert.Equal(
            "The PostgreSQL URL cannot be used: the password has a character that must be percent-encoded (%40 for '@', %3A for ':', "
            + "%2F for '/', %25 for '%'); "
            + "the port of 'db' is not a number from 1 to 65535; no database: write it after the host, as /audit; "
            + "sslmode must be disable, allow, prefer, require, verify-ca or verify-full; an option is not known; these are: "
            + "application_name, connect_timeout, passfile, "
            + "sslcert, sslkey, sslmode, sslrootcert, target_session_attrs.",
            refusal.Message);
    }

    [Fact]
    public void A_password_is_in_no_name_and_no_text()
    {
        foreach (var text in new[] { $"postgres://app:{Secret}@db/audit", $"Host=db;Username=app;Password={Secret};Database=audit" })
        {
            var builder = PostgresAddress.Parse(text);
            Assert.Equal("postgres://db/audit", PostgresAddress.NameOf(builder));
        }

        Assert.DoesNotContain(Secret, PostgresUrl.Parse($"postgres://app:{Secret}@db/audit").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Fuzzed_URLs_are_refused_or_mean_the_same_when_written_again()
    {
        var taken = Fuzz.Run(new("PostgreSQL URL", Urls, RoundTrip), seed: 5, count: 50_000);
        Assert.InRange(taken, 1000, 49_000);
    }

    // One URL has many spellings; that each is read as it is written again is what counts.
    private static string? RoundTrip(string text)
    {
        if (!PostgresUrl.IsUrl(text))
        {
            return null;
        }

        try
        {
            var url = PostgresUrl.Parse(text);
            return PostgresUrl.Parse(url.Format()).Format() == url.Format() && url.ToBuilder().Password == url.Password
                ? text
                : "read differently";
        }
        catch (CairnStoreException)
        {
            return null;
        }
    }
}
