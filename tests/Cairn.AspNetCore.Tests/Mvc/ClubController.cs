using Microsoft.AspNetCore.Mvc;

namespace Cairn.AspNetCore.Tests;

/// <summary>A controller as applications have it.</summary>
[Route("clubs/{club}/members")]
public sealed class ClubController(IAuditScope scope) : ControllerBase
{
    /// <summary>Its target is in the route, its reason in the bound body.</summary>
    [HttpDelete("{id}")]
    [Audit("record.deleted", Target = "member:{id}", Reason = "{arg.removal.reason}")]
    public IActionResult Remove(string id, [FromBody] Removal removal) => Ok(new { id, removal.Reason });

    /// <summary>Its target is in the result.</summary>
    [HttpPost]
    [Audit("record.created", Target = "member:{result.id}")]
    public IActionResult Add() => Ok(new { Id = 12 });

    /// <summary>It refuses.</summary>
    [HttpPut("{id}")]
    public IActionResult Change(string id)
    {
        scope.Target("member", id);
        return Forbid();
    }
}

/// <summary>Why somebody is removed.</summary>
/// <param name="Reason">In words.</param>
public sealed record Removal(string Reason);
