namespace Cairn.AspNetCore.Tests;

/// <summary>Whose log a request's events go to.</summary>
public sealed class TenantTests
{
    private static readonly AuditEvent Opened = new() { Action = "door.opened" };

    [Theory]
    [InlineData("/clubs/north", "club=north", "north", "")]
    [InlineData("/clubs/north", "club=south", "default", "north")]
    [InlineData("/clubs/north", "", "default", "north")]
    [InlineData("/clubs/north", "club=south;club=north", "north", "")]
    [InlineData("/", "club=south", "south", "")]
    [InlineData("/", "club=south;club=north", "default", "south, north")]
    [InlineData("/", "", "default", "")]
    [Trait("Requirement", "CLUBS-4")]
    public async Task A_tenant_in_the_route_counts_where_a_claim_confirms_it(string path, string claims, string log, string claimed)
    {
        await using var host = await StartAsync(http => http.Tenant.FromClaim("club").FromRoute("club"));
        await host.GetAsync(path, ("X-User", "ada"), ("X-Claims", claims));
        AssertIn(host, log, claimed);
    }

    [Fact]
    public async Task A_tenant_in_a_header_counts_where_the_hosts_own_code_confirms_it()
    {
        await using var host = await StartAsync(
            http => http.Tenant.FromHeader("X-Tenant").ConfirmedBy((context, tenant) => tenant == "north"));
        await host.GetAsync("/", ("X-Tenant", "north"));
        AssertIn(host, "north", "");
        host.Log.Clear();
        await host.GetAsync("/", ("X-Tenant", "south"));
        AssertIn(host, "default", "south");
    }

    [Fact]
    public async Task A_name_that_is_no_tenant_goes_to_the_default_log()
    {
        await using var host = await StartAsync(http => http.Tenant.From(_ => "../<script>"));
        await host.GetAsync("/");
        AssertIn(host, "default", "../<script>");
    }

    [Fact]
    public async Task A_tenant_that_nothing_can_confirm_is_warned_of_at_the_start()
    {
        await using var host = await StartAsync(http => http.Tenant.FromHeader("X-Tenant"));
        Assert.Contains(
            host.Logger.Lines,
            l => l.StartsWith("Warning", StringComparison.Ordinal) && l.Contains("ConfirmedBy", StringComparison.Ordinal));
    }

    private static void AssertIn(WebHost host, string log, string claimed)
    {
        var record = Assert.Single(host.Log.Recorded, r => r.Event.Action == "door.opened");
        Assert.Equal((log, claimed), (record.Tenant, ContextTests.Member(record.Event, "tenant_claimed")));
    }

    private static Task<WebHost> StartAsync(Action<HttpCaptureOptions> http) => WebHost.StartAsync(
        app =>
        {
            app.MapGet("/", (IAuditLog audit) => audit.Record(Opened));
            app.MapGet("/clubs/{club}", (IAuditLog audit) => audit.Record(Opened));
        },
        http,
        HeaderSignIn.Add);
}
