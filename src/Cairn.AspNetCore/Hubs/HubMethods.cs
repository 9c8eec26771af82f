using System.Reflection;
using Cairn.AspNetCore.Endpoints;

namespace Cairn.AspNetCore.Hubs;

/// <summary>Which methods of a hub are audited, and whether they can be.</summary>
internal static class HubMethods
{
    /// <summary>How a method wants to be recorded: as it says, else as its hub does.</summary>
    public static IAudited? Audited(MethodInfo method) =>
        method.GetCustomAttribute<AuditAttribute>(inherit: true) ?? method.DeclaringType?.GetCustomAttribute<AuditAttribute>(inherit: true);

    /// <summary>What is wrong with a hub's methods.</summary>
    public static IEnumerable<string> Problems(Type hub, AuditPlans plans) => hub
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .SelectMany(method => Problems(method, plans).Select(p => $"{hub.Name}.{method.Name}: {p}."));

    private static IEnumerable<string> Problems(MethodInfo method, AuditPlans plans)
    {
        if (Audited(method) is not { } audited)
        {
            return [];
        }

        try
        {
            return plans.Plan(audited).Places.Select(place => Problem(method, place)).OfType<string>();
        }
        catch (ArgumentException e)
        {
            return [e.Message];
        }
    }

    private static string? Problem(MethodInfo method, TemplatePlace place) => place.Source switch
    {
        PlaceSource.Route or PlaceSource.Argument
            when !method.GetParameters().Any(p => string.Equals(p.Name, place.Name, StringComparison.OrdinalIgnoreCase)) =>
            $"the method has no argument '{place.Name}'",
        PlaceSource.Query or PlaceSource.Header => "a call of a hub has no query and no headers of its own",
        _ => null,
    };
}
