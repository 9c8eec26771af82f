using Cairn.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets ASP.NET Core Identity record itself.</summary>
public static class CairnIdentityBuilderExtensions
{
    /// <summary>
    /// Records what is done to accounts, and sign-ins that fail. Needed only where Identity is added after <c>AddCairn</c>; where it is
    /// there before, <c>CaptureHttp</c> has done it.
    /// </summary>
    public static IdentityBuilder AddCairn(this IdentityBuilder identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        IdentityCapture.Replace(identity.Services);
        return identity;
    }
}
