using Cairn;
using Cairn.AspNetCore.Endpoints;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says which endpoints are recorded.</summary>
public static class CairnEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Records each call of these endpoints: <c>.Audit(ClubActions.MemberRemoved, target: "member:{id}")</c>. The event begins before the
    /// endpoint's code runs, so that it stays as unfinished where the process dies, and ends as the response says: a status of 401 or 403
    /// is denied, any other from 400 on and an exception a failure, all else success. What it changed, the endpoint tells through
    /// <see cref="IAuditScope"/>.
    /// </summary>
    /// <remarks>
    /// Places of templates: <c>{id}</c> is a route value, <c>{query.name}</c>, <c>{header.Name}</c>, <c>{arg.name.member}</c> a bound
    /// argument or its member, <c>{result.member}</c> a member of what the handler returned. They are checked when the application starts.
    /// </remarks>
    /// <param name="builder">An endpoint, or a group.</param>
    /// <param name="action">What happens.</param>
    /// <param name="target">To what: a type, a colon, and a template of its id.</param>
    /// <param name="reason">A template of why: <c>{header.X-Reason}</c>.</param>
    public static TBuilder Audit<TBuilder>(this TBuilder builder, AuditAction action, string? target = null, string? reason = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(action);
        var audited = new Audited(action, target, reason);
        builder.Add(endpoint =>
        {
            endpoint.Metadata.Add(audited);
            endpoint.Metadata.Add(CallFilter.Seen);
            endpoint.FilterFactories.Add(CallFilter.Create);
        });
        return builder;
    }

    /// <summary>
    /// Records each call of these endpoints with an unsafe method (all but <c>GET</c>, <c>HEAD</c>, <c>OPTIONS</c>, <c>TRACE</c>), by the
    /// route's own words: <c>DELETE /admin/members/{id}</c> is <c>member.deleted</c> on the member with that id. One that has an
    /// <c>.Audit(…)</c> of its own keeps it. So <c>app.MapGroup("/admin").Audit()</c> forgets no route.
    /// </summary>
    /// <param name="builder">A group, or an endpoint.</param>
    /// <param name="category">The category of such actions that nobody declared.</param>
    public static TBuilder Audit<TBuilder>(this TBuilder builder, string category = AuditCategories.Admin)
        where TBuilder : IEndpointConventionBuilder
    {
        var audited = new AuditedByConvention(category);
        builder.Add(endpoint => endpoint.Metadata.Add(audited));
        return builder;
    }
}
