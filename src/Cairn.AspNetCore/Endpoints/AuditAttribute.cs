using Cairn.AspNetCore.Endpoints;

namespace Cairn;

/// <summary>
/// Records each call of a controller's action, a Razor page, a method of a SignalR hub or a minimal API's handler, as <c>.Audit(…)</c>
/// does. Checked when the application starts.
/// </summary>
/// <param name="action">The action's name: one of <see cref="StandardActions"/>, or declared in <see cref="CairnOptions.Actions"/>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class AuditAttribute(string action) : Attribute, IAudited
{
    /// <summary>The action's name.</summary>
    public string Action { get; } = action;

    /// <summary>
    /// The target: <c>member:{id}</c>, with the places that <c>.Audit(…)</c> knows. In a hub <c>{id}</c> is the method's argument.
    /// </summary>
    public string? Target { get; set; }

    /// <summary>Where the reason comes from: <c>{header.X-Reason}</c>, <c>{query.reason}</c>, <c>{arg.request.reason}</c>.</summary>
    public string? Reason { get; set; }

    AuditAction? IAudited.Declared => null;
}
