namespace Cairn.Enriching;

/// <summary>
/// The scopes that are open where the calling code runs. Each host has its own: two hosts in one process do not see each other's.
/// </summary>
internal sealed class AmbientFlow(EnrichmentFailures failures)
{
    private readonly AsyncLocal<AuditScope?> current = new();

    /// <summary>Opens a scope within those that are open here.</summary>
    public AuditScope Open(Func<AuditAmbient?> read)
    {
        var scope = new AuditScope(this, Innermost(current.Value), read);
        current.Value = scope;
        return scope;
    }

    /// <summary>What the open scopes say together, read now; <see langword="null"/>: nothing.</summary>
    public AuditAmbient? Read()
    {
        AuditAmbient? all = null;
        for (var scope = Innermost(current.Value); scope is not null; scope = Innermost(scope.Outer))
        {
            if (Read(scope.Read) is { } ambient)
            {
                all = all?.Over(ambient) ?? ambient;
            }
        }

        return all;
    }

    /// <summary>The flow that holds this scope goes on in the one around it.</summary>
    public void Leave(AuditScope scope)
    {
        if (current.Value == scope)
        {
            current.Value = Innermost(scope.Outer);
        }
    }

    /// <summary>Always the values of now.</summary>
    public Func<AuditAmbient?> Frozen(Func<AuditAmbient?> read)
    {
        var now = Read(read);
        return () => now;
    }

    private AuditAmbient? Read(Func<AuditAmbient?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e)
        {
            failures.Tell("An audit scope", e); // The application's code: the event goes on without it.
            return null;
        }
    }

    // Another flow may have closed a scope that this one still holds.
    private static AuditScope? Innermost(AuditScope? scope)
    {
        while (scope is { IsOpen: false })
        {
            scope = scope.Outer;
        }

        return scope;
    }
}
