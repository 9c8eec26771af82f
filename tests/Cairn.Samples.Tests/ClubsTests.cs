using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace Cairn.Samples.Tests;

/// <summary>The clubs, driven from outside.</summary>
public sealed class ClubsTests(ClubsServer server) : IClassFixture<ClubsServer>
{
    private const string Tenants = "SELECT DISTINCT l.tenant FROM cairn.entries e JOIN cairn.logs l ON l.key = e.log ORDER BY 1";
    private const string Facility = "facility@west-park.example";

    private static CancellationToken Cancel => SampleProcess.Cancel;

    private SampleProcess Clubs => server.Clubs;

    [Fact]
    [Trait("Requirement", "CLUBS-1")]
    public async Task Signing_up_in_and_out_and_forgotten_passwords_are_recorded()
    {
        using var visitor = Clubs.Visitor();
        await SendAsync(visitor, HttpMethod.Post, "/account/sign-up", new { email = "eve@example.com", password = "Right-horse-1" });
        await SendAsync(visitor, HttpMethod.Post, "/account/sign-up", new { email = "eve@example.com", password = "Right-horse-1" });
        await SendAsync(visitor, HttpMethod.Post, "/account/sign-in", new { email = "eve@example.com", password = "wrong-Horse-1" });
        await SendAsync(visitor, HttpMethod.Post, "/account/forgot-password", new { email = "eve@example.com" });
        await SendAsync(
            visitor,
            HttpMethod.Post,
            "/account/reset-password",
            new { email = "eve@example.com", token = "forged", password = "Right-horse-2" });
        using (var eve = await Clubs.SignedInAsync("eve@example.com", "Right-horse-1"))
        {
            await SendAsync(eve, HttpMethod.Get, "/clubs/north/courts");
            await SendAsync(eve, HttpMethod.Post, "/account/sign-out", new { });
        }

        using var facility = await Clubs.SignedInAsync(Facility);
        var entries = await SampleProcess.UntilAsync(facility, "/audit", e => e.Has("signup.succeeded") && e.Has("signup.failed", "Failure")
            && e.Has("login.failed", "Failure") && e.Has("login.succeeded") && e.Has("session.ended") && e.Has("password_reset.requested")
            && e.Has("password_reset.completed", "Failure") && e.Has("permission.denied", "Denied"));
        Assert.DoesNotContain("orse", JsonSerializer.Serialize(entries), StringComparison.Ordinal); // No password, right or wrong.
    }

    [Fact]
    [Trait("Requirement", "CLUBS-2")]
    public async Task The_database_refuses_to_change_what_was_recorded_twice_over()
    {
        var application =
            new NpgsqlConnectionStringBuilder(server.Owner) { Username = "clubs_app", Password = "clubs-app" }.ConnectionString;
        foreach (var connection in new[] { application, server.Owner })
        {
            foreach (var sql in new[]
            {
                "UPDATE cairn.entries SET action = 'nothing.happened'", "DELETE FROM cairn.entries", "TRUNCATE cairn.entries CASCADE",
            })
            {
                await Assert.ThrowsAsync<PostgresException>(() => ClubsServer.RunAsync(connection, sql));
            }
        }
    }

    [Fact]
    [Trait("Requirement", "CLUBS-3")]
    public async Task Every_401_and_403_of_dozens_of_untouched_routes_is_recorded()
    {
        using var member = await Clubs.SignedInAsync("member@north.example");
        using var stranger = Clubs.Visitor();
        string[] kinds =
        [
            "courts", "bookings", "teams", "news", "events", "lockers", "keys", "invoices", "fees", "minutes", "trainers", "contracts",
        ];
        foreach (var kind in kinds)
        {
            foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete })
            {
                var path = $"/clubs/north/{kind}/1";
                Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(member, method, path, new { name = "x" }));
                Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(stranger, method, path, new { name = "x" }));
            }
        }

        using var admin = await Clubs.SignedInAsync("admin@north.example");
        var refused = await SampleProcess.UntilAsync(
            admin, "/clubs/north/audit", entries => kinds.All(kind => Refused(entries, kind, "member@north.example") == 2));
        Assert.All(
            refused.Where(e => e.Action() == "permission.denied"),
            e => Assert.Contains("policies", e.GetProperty("metadata").EnumerateObject().Select(m => m.Name)));

        // Of nobody's request nobody vouches for the club: it stands in the log of no club.
        using var facility = await Clubs.SignedInAsync(Facility);
        await SampleProcess.UntilAsync(facility, "/audit", entries => kinds.All(kind => Refused(entries, kind, "") == 2));
    }

    [Fact]
    [Trait("Requirement", "CLUBS-3")]
    public async Task A_route_adds_its_target_before_it_refuses()
    {
        using var member = await Clubs.SignedInAsync("member@north.example");
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(member, HttpMethod.Post, "/clubs/north/keys/7/hand-out"));
        using var admin = await Clubs.SignedInAsync("admin@north.example");
        await SampleProcess.UntilAsync(
            admin, "/clubs/north/audit", e => e.Exists(d => d.Text("outcome") == "Denied" && d.Items("targets").Contains("key:7")));
    }

    [Fact]
    [Trait("Requirement", "CLUBS-4")]
    public async Task A_club_sees_nothing_of_another_by_any_route()
    {
        using var south = await Clubs.SignedInAsync("admin@south.example");
        using var north = await Clubs.SignedInAsync("admin@north.example");
        Assert.Equal(HttpStatusCode.Created, await SendAsync(south, HttpMethod.Post, "/clubs/south/courts", new { name = "hidden court" }));
        var own = await SampleProcess.UntilAsync(south, "/clubs/south/audit", e => e.Has("record.created"));
        var id = own.One("record.created").Text("id");

        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(north, HttpMethod.Get, "/clubs/south/audit"));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(north, HttpMethod.Get, $"/clubs/south/audit/{id}"));
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(north, HttpMethod.Get, $"/clubs/north/audit/{id}"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(south, HttpMethod.Get, $"/clubs/south/audit/{id}"));
        var seen = await north.GetFromJsonAsync<List<JsonElement>>("/clubs/north/audit", Cancel);
        Assert.All(seen!, e => Assert.Equal("north", e.Text("tenant"))); // The route answers with a list.
        var courts = await north.GetFromJsonAsync<List<JsonElement>>("/clubs/north/courts", Cancel);
        Assert.DoesNotContain(courts!, court => court.Text("name") == "hidden court"); // The route answers with a list.

        // With SQL, as the reader's role.
        var reader = await server.LoginAsync("sql_north", "north", "");
        Assert.Equal(["north"], await ClubsServer.ListAsync(reader, Tenants));
        Assert.Equal(
            ["north"],
            await ClubsServer.ListAsync(reader, $"SET cairn.tenant = 'south'; {Tenants}"));
    }

    [Fact]
    [Trait("Requirement", "CLUBS-5")]
    public async Task A_facility_admin_reads_every_club_of_the_facility_and_no_other()
    {
        var reader = await server.LoginAsync("sql_west_park", "", "west-park");
        Assert.Equal(["north", "south"], await ClubsServer.ListAsync(reader, Tenants));

        using var facility = await Clubs.SignedInAsync(Facility);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(facility, HttpMethod.Get, "/clubs/north/audit"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(facility, HttpMethod.Get, "/clubs/south/audit"));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(facility, HttpMethod.Get, "/clubs/harbour/audit"));
    }

    [Fact]
    [Trait("Requirement", "CLUBS-6")]
    public async Task Without_the_migration_start_and_health_say_that_the_log_is_not_yet_immutable()
    {
        await using var clubs = await server.StartAsync("clubs_unmigrated", "--MigrateLog", "false");
        using var visitor = clubs.Visitor();
        Assert.Contains("not yet immutable", await visitor.GetStringAsync("/health", Cancel), StringComparison.Ordinal);
        Assert.Contains(clubs.Printed, line => line.Contains("not yet immutable", StringComparison.Ordinal));
        Assert.DoesNotContain("not yet immutable", await Clubs.Visitor().GetStringAsync("/health", Cancel), StringComparison.Ordinal);
    }

    // How many refusals of the kind's routes name the actor; folded ones count each.
    private static int Refused(List<JsonElement> entries, string kind, string actor) => entries
        .Where(e => e.Action() == "permission.denied" && e.Text("actor") == actor)
        .SelectMany(e => e.Items("targets"))
        .Where(target => target.Contains($"/{kind}/", StringComparison.Ordinal))
        .Distinct()
        .Count();

    private static async Task<HttpStatusCode> SendAsync(HttpClient visitor, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await visitor.SendAsync(request, Cancel);
        return answer.StatusCode;
    }
}
