using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Cairn.Bench;

/// <summary>
/// <c>SaveChanges</c> of so many changed rows on PostgreSQL, each event in the outbox of the same transaction, against the
/// same save without Cairn.
/// </summary>
internal static class SaveChangesFigures
{
    public static async Task RunAsync(Report report, PostgresServer server, int saves)
    {
        var database = await server.MakeAsync("saved");
        var plain = new DbContextOptionsBuilder<AccountContext>().UseNpgsql(database.Superuser).Options;
        var audited = new DbContextOptionsBuilder<AccountContext>()
            .UseNpgsql(database.Superuser)
            .UseCairn(c => c.Log = new FakeAuditLog()).Options;
        await using (var context = new AccountContext(audited))
        {
            await context.Database.ExecuteSqlRawAsync(context.Database.GenerateCreateScript());
            context.AddRange(Enumerable.Range(1, 100).Select(Account.Make));
            await context.SaveChangesAsync();
        }

        foreach (var (rows, goal) in new[] { (1, 2.0), (10, 1.5), (100, 1.5) })
        {
            await RunAsync(report, plain, audited, rows, goal, Math.Max(20, saves / (rows == 100 ? 4 : 1)));
            await ByHandAsync(report, plain, rows, Math.Max(20, saves / (rows == 100 ? 4 : 1)));
        }
    }

    private static async Task RunAsync(
        Report report,
        DbContextOptions<AccountContext> plain,
        DbContextOptions<AccountContext> audited,
        int rows,
        double goal,
        int saves)
    {
        var (without, with) = (new List<double>(), new List<double>());
        for (var i = -20; i < saves; i++)
        {
            var (one, other) = (await SaveAsync(plain, rows, i), await SaveAsync(audited, rows, i));
            if (i >= 0)
            {
                without.Add(one); // The first ones warmed both up.
                with.Add(other);
            }
        }

        await using (var context = new AccountContext(plain))
        {
            await context.Set<CairnOutboxRow>().ExecuteDeleteAsync();
        }

        report.Add(new Figure(
            CaptureSuite.Name,
            string.Create(CultureInfo.InvariantCulture, $"SaveChanges of {rows} changed rows with the outbox, median"),
            Median(with),
            "ms")
        {
            Baseline = Median(without),
        }.AtMostRatio(goal));
    }

    /// <summary>The least that a row more for each changed one costs: an entity of the application's own, with a key, a time and a text.</summary>
    private static async Task ByHandAsync(Report report, DbContextOptions<AccountContext> plain, int rows, int saves)
    {
        var (without, with) = (new List<double>(), new List<double>());
        for (var i = -20; i < saves; i++)
        {
            var (one, other) = (await SaveAsync(plain, rows, i), await SaveAsync(plain, rows, i, byHand: true));
            if (i >= 0)
            {
                without.Add(one);
                with.Add(other);
            }
        }

        report.Add(new Figure(
            CaptureSuite.Name, string.Create(CultureInfo.InvariantCulture, $"  {rows} changed rows and a row by hand for each, median"),
                Median(with), "ms")
        {
            Baseline = Median(without),
        });
    }

    private static async Task<double> SaveAsync(DbContextOptions<AccountContext> options, int rows, int round, bool byHand = false)
    {
        await using var context = new AccountContext(options);
        foreach (var account in await context.Accounts.OrderBy(a => a.Id).Take(rows).ToListAsync())
        {
            account.Cents += 1 + round;
            account.Status = account.Status == "open" ? "held" : "open";
            account.ChangedAt = DateTimeOffset.UtcNow;
            if (byHand)
            {
                context.Add(new AccountChange { At = account.ChangedAt,
                    Text = $"{{\"id\":{account.Id},\"cents\":{account.Cents},\"status\":\"{account.Status}\"}}" });
            }
        }

        var watch = Stopwatch.StartNew();
        await context.SaveChangesAsync();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private sealed class AccountContext(DbContextOptions<AccountContext> options) : DbContext(options)
    {
        public DbSet<Account> Accounts => Set<Account>();

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Account>().IsAudited();
            modelBuilder.Entity<AccountChange>();
            modelBuilder.AddCairnOutbox();
        }
    }

    private sealed class AccountChange
    {
        public long Id { get; set; }

        public DateTimeOffset At { get; set; }

        public string Text { get; set; } = "";
    }

    private sealed class Account
    {
        public long Id { get; set; }

        public string Owner { get; set; } = "";

        public string Status { get; set; } = "open";

        public string Currency { get; set; } = "EUR";

        public long Cents { get; set; }

        public string? Note { get; set; }

        public DateTimeOffset OpenedAt { get; set; }

        public DateTimeOffset ChangedAt { get; set; }

        public static Account Make(int i) => new()
        {
            Owner = string.Create(CultureInfo.InvariantCulture, $"Example Owner {i}"),
            Note = "a note of some length, as people write them",
            OpenedAt = DateTimeOffset.UnixEpoch,
            ChangedAt = DateTimeOffset.UnixEpoch,
        };
    }
}
