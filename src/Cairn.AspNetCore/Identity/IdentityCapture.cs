using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.AspNetCore.Identity;

/// <summary>Puts the audited managers in the place of the framework's own.</summary>
internal static class IdentityCapture
{
    /// <summary>Those that are registered already. An application's own managers stay.</summary>
    public static void Replace(IServiceCollection services)
    {
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i] is { IsKeyedService: false } service && IsPlain(service))
            {
                services[i] = new(service.ServiceType, Audited(service.ServiceType), service.Lifetime);
            }
        }
    }

    /// <summary>Managers that record nothing.</summary>
    public static IEnumerable<Type> Silent(IServiceCollection services) => services
        .Where(s => !s.IsKeyedService && IsManager(s.ServiceType))
        .GroupBy(s => s.ServiceType)
        .Select(g => g.Last().ImplementationType)
        .OfType<Type>()
        .Where(type => !IsAudited(type));

    private static bool IsManager(Type type) =>
        type.IsConstructedGenericType
        && (type.GetGenericTypeDefinition() == typeof(UserManager<>) || type.GetGenericTypeDefinition() == typeof(SignInManager<>));

    private static bool IsPlain(ServiceDescriptor service) =>
        IsManager(service.ServiceType) && service.ImplementationType == service.ServiceType;

    private static Type Audited(Type manager) =>
        (manager.GetGenericTypeDefinition() == typeof(UserManager<>) ? typeof(AuditedUserManager<>) : typeof(AuditedSignInManager<>))
            .MakeGenericType(manager.GenericTypeArguments);

    private static bool IsAudited(Type type)
    {
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (t.IsConstructedGenericType
                && (t.GetGenericTypeDefinition() == typeof(AuditedUserManager<>)
                    || t.GetGenericTypeDefinition() == typeof(AuditedSignInManager<>)))
            {
                return true;
            }
        }

        return false;
    }
}
