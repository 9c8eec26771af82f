namespace Cairn.AspNetCore.Endpoints;

/// <summary>How an endpoint wants to be recorded. The last of its metadata counts.</summary>
internal interface IAudited
{
    /// <summary>The action, where it was given as such.</summary>
    AuditAction? Declared { get; }

    string Action { get; }

    string? Target { get; }

    string? Reason { get; }
}

/// <summary>By what <c>.Audit(action, …)</c> was given.</summary>
internal sealed record Audited(AuditAction Declared, string? Target, string? Reason) : IAudited
{
    public string Action => Declared.Name;

    AuditAction? IAudited.Declared => Declared;
}

/// <summary>By convention: whatever has an unsafe method.</summary>
internal sealed record AuditedByConvention(string Category);
