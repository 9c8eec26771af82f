using System.Security.Claims;
using Microsoft.AspNetCore.HttpOverrides;

namespace Cairn.AspNetCore.Tests;

/// <summary>What events take from the request they are recorded in.</summary>
public sealed class ContextTests
{
    private static readonly AuditEvent Opened = new() { Action = "door.opened" };

    [Fact]
    [Trait("Requirement", "WORKSPACE-1")]
    public async Task An_event_carries_its_request()
    {
        await using var host = await WebHost.StartAsync(app => app.MapGet("/doors/{id}", Record), services: HeaderSignIn.Add);
        await host.GetAsync(
            "/doors/7",
            ("X-User", "ada"),
            ("X-Claims", "name=Ada;email=ada@example.com;role=admin;sid=s-1"),
            ("User-Agent", "Test/1.0"),
            ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        var e = host.Log.Single("door.opened");
        Assert.Equal(new("user", "ada") { Name = "Ada", Email = "ada@example.com", Role = "admin" }, e.Actor);
        Assert.Equal(("127.0.0.1", "Test/1.0", "s-1"), (e.Context.Ip, e.Context.UserAgent, e.Context.SessionId));
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", e.Context.TraceId);
        Assert.NotNull(e.Context.RequestId);
        Assert.Equal(("/doors/{id}", "GET"), (Member(e, "http.route"), Member(e, "http.method")));
    }

    [Fact]
    public async Task Whoever_did_not_sign_in_is_anonymous_and_never_the_user_of_the_process()
    {
        await using var host = await WebHost.StartAsync(app => app.MapGet("/", Record));
        await host.GetAsync("/");
        Assert.Equal(AuditActor.Anonymous, host.Log.Single("door.opened").Actor);
    }

    [Fact]
    public async Task What_an_event_says_itself_wins()
    {
        await using var host = await WebHost.StartAsync(
            app => app.MapGet("/", (IAuditLog audit) => audit.Record(
                Opened.By(AuditActor.Service("cleaner")).From(new() { Ip = "192.0.2.9" }).With("http.method", "MINE"))),
            services: HeaderSignIn.Add);
        await host.GetAsync("/", ("X-User", "ada"));
        var e = host.Log.Single("door.opened");
        Assert.Equal((AuditActor.Service("cleaner"), "192.0.2.9", "MINE"), (e.Actor, e.Context.Ip, Member(e, "http.method")));
    }

    [Fact]
    public async Task The_actor_is_read_when_the_event_is_recorded()
    {
        await using var host = await WebHost.StartAsync(app => app.MapGet("/", (HttpContext context, IAuditLog audit) =>
        {
            audit.Record(Opened);
            context.User = new(new ClaimsIdentity([new("sub", "late")], "Test"));
            audit.Record(Opened);
        }));
        await host.GetAsync("/");
        Assert.Equal([null, "late"], host.Log.Events.Select(e => e.Actor.Id));
    }

    [Fact]
    public async Task Background_work_keeps_its_request_and_never_sees_the_next_one_on_the_connection()
    {
        var (first, over) = (NewSignal(), NewSignal());
        Task? work = null;
        await using var host = await WebHost.StartAsync(
            app =>
            {
                app.MapGet("/start", (HttpContext context, IAuditLog audit) =>
                {
                    work = Task.Run(async () =>
                    {
                        await over.Task;
                        audit.Record(Opened);
                    });
                    return Task.CompletedTask;
                });
                app.MapGet("/next", async (HttpContext context) =>
                {
                    first.SetResult();
                    await over.Task;
                    await work!;
                });
            },
            services: HeaderSignIn.Add);
        await host.GetAsync("/start", ("X-User", "ada"), ("User-Agent", "First/1"));
        var next = host.GetAsync("/next", ("X-User", "bob"), ("User-Agent", "Next/1")); // The same connection: the client has one.
        await first.Task;
        over.SetResult();
        await next;
        var e = host.Log.Single("door.opened");
        Assert.Equal(("ada", "First/1", "/start"), (e.Actor.Id, e.Context.UserAgent, Member(e, "http.route")));
    }

    [Fact]
    public async Task Only_forwarded_addresses_that_the_framework_vouches_for_count()
    {
        await using var plain = await WebHost.StartAsync(app => app.MapGet("/", Record));
        await plain.GetAsync("/", ("X-Forwarded-For", "198.51.100.7"));
        Assert.Equal("127.0.0.1", plain.Log.Single("door.opened").Context.Ip);

        await using var behindProxy = await WebHost.StartAsync(
            app =>
            {
                app.UseForwardedHeaders();
                app.MapGet("/", Record);
            },
            services: s => s.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor));
        await behindProxy.GetAsync("/", ("X-Forwarded-For", "198.51.100.7"));
        Assert.Equal("198.51.100.7", behindProxy.Log.Single("door.opened").Context.Ip);
    }

    [Fact]
    public async Task Members_can_be_left_out_and_shortened_for_each_tenant()
    {
        await using var host = await WebHost.StartAsync(
            app => app.MapGet("/", Record),
            http =>
            {
                http.Tenant.FromClaim("tenant");
                http.MembersOf = tenant => tenant == "careful"
                    ? new() { Address = AddressDetail.Network, UserAgent = false, Name = false, Route = false }
                    : null;
            },
            HeaderSignIn.Add);
        await host.GetAsync("/", ("X-User", "ada"), ("X-Claims", "name=Ada;tenant=careful"), ("User-Agent", "Test/1.0"));
        await host.GetAsync("/", ("X-User", "bob"), ("X-Claims", "name=Bob;tenant=open"), ("User-Agent", "Test/1.0"));
        var (careful, open) = (host.Log.ForTenant("careful").Single("door.opened"), host.Log.ForTenant("open").Single("door.opened"));
        Assert.Equal(
            ("127.0.0.0", null, null, ""),
            (careful.Context.Ip, careful.Context.UserAgent, careful.Actor.Name, Member(careful, "http.route")));
        Assert.Equal(
            ("127.0.0.1", "Test/1.0", "Bob", "/"), (open.Context.Ip, open.Context.UserAgent, open.Actor.Name, Member(open, "http.route")));
    }

    [Theory]
    [InlineData("192.0.2.77", "192.0.2.0")]
    [InlineData("::ffff:192.0.2.77", "192.0.2.0")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    public void A_shortened_address_is_its_network(string address, string network) =>
        Assert.Equal(IPAddress.Parse(network), Requests.FactsShaping.Address(IPAddress.Parse(address), AddressDetail.Network));

    [Fact]
    public async Task Whoever_acts_for_somebody_else_is_told_as_the_actor()
    {
        await using var host = await WebHost.StartAsync(app => app.MapGet("/", Record), services: HeaderSignIn.Add);
        await host.GetAsync("/", ("X-User", "customer"), ("X-Claims", """act={"sub":"support"}"""));
        Assert.Equal(new("user", "support") { OnBehalfOf = new("user", "customer") }, host.Log.Single("door.opened").Actor);
    }

    [Fact]
    public async Task A_delegate_that_throws_costs_its_part_and_nothing_else()
    {
        await using var host = await WebHost.StartAsync(
            app => app.MapGet("/", Record),
            http =>
            {
                http.SessionId = _ => throw new InvalidOperationException("secret");
                http.Tenant.From(_ => throw new InvalidOperationException("secret"));
            });
        var response = await host.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("127.0.0.1", host.Log.Single("door.opened").Context.Ip);
        Assert.Contains(
            host.Logger.Lines,
            l => l.Contains("Capturing a request failed", StringComparison.Ordinal) && !l.Contains("secret", StringComparison.Ordinal));
    }

    internal static string Member(AuditEvent e, string name) =>
        e.Metadata.FirstOrDefault(m => m.Key == name) is { Key: not null } found ? found.Value.ToString() : "";

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void Record(IAuditLog audit) => audit.Record(Opened);
}
