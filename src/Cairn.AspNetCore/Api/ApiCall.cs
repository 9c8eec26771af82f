using System.Globalization;
using Cairn.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.AspNetCore.Api;

/// <summary>One call of the API: who calls, for which tenant, and what they may see.</summary>
internal sealed class ApiCall(HttpContext context, ApiRoute route, CairnApiOptions options, AuditAccess access, string? tenant)
{
    public HttpContext Context => context;

    public CairnApiOptions Options => options;

    public AuditAccess Access => access;

    /// <summary>The one tenant it is about.</summary>
    public string Tenant => tenant ?? throw new InvalidOperationException($"{route.Pattern} has no tenant.");

    public CancellationToken Cancelled => context.RequestAborted;

    public CairnLog Log => context.RequestServices.GetRequiredService<CairnLog>();

    public ReadingTrace Trace => context.RequestServices.GetRequiredService<ReadingTrace>();

    /// <summary>A reader that shows what the caller may see of the tenant's log.</summary>
    public IAuditReader Reader => ReaderOf(RoleTable.Classes(access.Roles));

    /// <summary>The same, for somebody who reads every entry and sees these classes.</summary>
    public IAuditReader ReaderOf(AuditClasses classes) => Narrowed(Log.Reader.ForTenant(Tenant), classes);

    /// <summary>The same for several tenants, or all that the caller reaches.</summary>
    public IAuditReader ReaderAcross(IReadOnlyList<string> tenants) =>
        Narrowed(
            Log.Reader.ForTenants(tenants.Count > 0 ? tenants : access.AllTenants ? null : access.Tenants.ToList()),
            RoleTable.Classes(access.Roles));

    /// <summary>Answers a request of a route, or says why not.</summary>
    public static async Task RunAsync(HttpContext context, ApiRoute route, CairnApiOptions options)
    {
        try
        {
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            await RefuseForgedAsync(context, route).ConfigureAwait(false);
            await route.Run(Of(context, route, options)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception e) when (ProblemOf(e) is { } problem)
        {
            await route.Refuse(context, problem).ConfigureAwait(false);
        }
    }

    /// <summary>A parameter of the query string; said twice it is refused.</summary>
    public string? Text(string name) => Text(context, name);

    /// <summary>A number from the query string.</summary>
    public int Number(string name, int least, int most, int otherwise) => Text(name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw ApiProblem.Bad($"{name} is not a number from {least} to {most}.");

    /// <summary>The zone in which the caller means dates; UTC where nothing is said.</summary>
    public TimeZoneInfo Zone() => Text("zone") is not { } name ? TimeZoneInfo.Utc
        : TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone
        : throw ApiProblem.Bad("zone is not the name of a time zone, such as Europe/Berlin.");

    /// <summary>What is asked for, in the language for people.</summary>
    public AuditQuery Query() => AuditQuery.Parse(Text("q") ?? "", Zone()) with
    {
        SearchTime = options.SearchTime,
        PageSize = Number("limit", 1, AuditQuery.LargestPage, 50),
        Order = Text("order") switch
        {
            null or "newest" => AuditOrder.NewestFirst,
            "oldest" => AuditOrder.OldestFirst,
            _ => throw ApiProblem.Bad("order is newest or oldest."),
        },
    };

    private static string? Text(HttpContext context, string name) => context.Request.Query[name] switch
    {
        { Count: 0 } => null,
        [{ } one] => one,
        _ => throw ApiProblem.Bad($"{name} is there more than once."),
    };

    private static ApiCall Of(HttpContext context, ApiRoute route, CairnApiOptions options)
    {
        var resolver = context.RequestServices.GetRequiredService<AccessResolver>();
        var access = resolver.Of(context);
        if (access is null && route.MayBePublic && options.IsTreePublic)
        {
            return new(context, route, options, Anybody, route.HasTenant ? TenantOf(context, Anybody, route, options) : null);
        }

        if (access is null)
        {
            throw Requests.ClaimActor.IsSignedIn(context.User)
                ? ApiProblem.Forbidden("You have no role in the audit log. Ask its administrator for one.")
                : ApiProblem.NotSignedIn();
        }

        return access.May(route.Permission)
            ? new(context, route, options, access, route.HasTenant ? TenantOf(context, access, route, options) : null)
            : throw ApiProblem.Forbidden($"None of your roles ({string.Join(", ", access.Roles.Select(RoleTable.Name))}) permits this.");
    }

    private static AuditAccess Anybody { get; } = new() { Actor = AuditActor.Anonymous, Roles = [], AllTenants = true };

    // No tenant, an empty one, "*" or somebody else's never means everything.
    private static string TenantOf(HttpContext context, AuditAccess access, ApiRoute route, CairnApiOptions options)
    {
        var named = context.GetRouteValueText("tenant") ?? Text(context, "tenant") ?? options.Tenant ?? ByDefault(access, route);
        if (named is null)
        {
            return access is { AllTenants: false, Tenants: [var only] } ? only
                : throw ApiProblem.Bad("Say whose log you mean: ?tenant=…");
        }

        return access.Reaches(named) ? named : throw ApiProblem.Forbidden("That tenant's log is not yours, or there is none.");
    }

    private static string? ByDefault(AuditAccess access, ApiRoute route) => !route.HasTenantByDefault ? null
        : access.Reaches(Events.Tenants.Default) ? Events.Tenants.Default
        : access.Tenants is [var first, ..] ? first
        : null;

    private IAuditReader Narrowed(IAuditReader reader, AuditClasses classes)
    {
        if (access.Within is { } within)
        {
            reader = reader.Within(AuditQuery.Parse(within));
        }

        return access.May(AuditPermission.Read) ? reader.ForClasses(classes)
            : access.Actor.Id is { } id ? reader.Within(new() { Actor = new(access.Actor.Type, id) })
            : throw ApiProblem.Forbidden("You have no id to find your own entries by.");
    }

    // A browser sends cookies by itself, and no Authorization header.
    private static async Task RefuseForgedAsync(HttpContext context, ApiRoute route)
    {
        if (route.Method == HttpMethods.Get || context.Request.Headers.Authorization.Count > 0)
        {
            return;
        }

        if (context.RequestServices.GetService<IAntiforgery>() is not { } antiforgery
            || !await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false))
        {
            throw Requests.ClaimActor.IsSignedIn(context.User)
                ? ApiProblem.Forbidden("Send an Authorization header, or an antiforgery token beside the cookie.")
                : ApiProblem.NotSignedIn();
        }
    }

    private static ApiProblem? ProblemOf(Exception e) => e switch
    {
        ApiProblem problem => problem,
        AuditQueryException query => ApiProblem.BadQuery(query),
        AuditDamageException damage => ApiProblem.Damaged(damage),
        CairnStoreException or AuditTimeoutException => ApiProblem.Away("Try again in a moment; the host's log says what is wrong."),
        BadHttpRequestException { StatusCode: 413 } => ApiProblem.TooLarge("The body is larger than this server reads."),
        BadHttpRequestException => ApiProblem.Bad("The body could not be read to its end."),
        ArgumentException argument => ApiProblem.Bad(argument.Message),
        _ => null,
    };
}

internal static class RouteValueText
{
    /// <summary>A route's value; <see langword="null"/>: it has none.</summary>
    public static string? GetRouteValueText(this HttpContext context, string name) => context.Request.RouteValues[name] as string;
}
