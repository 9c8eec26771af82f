using Microsoft.Extensions.DependencyInjection;

namespace Cairn;

/// <summary>Says how an application's audit log is kept: <c>services.AddCairn(cairn => cairn.UseSqlite("audit.db"))</c>.</summary>
public sealed class CairnBuilder
{
    internal CairnBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Opens the store when the application starts; set by a store's <c>Use…</c> method.</summary>
    internal Func<IServiceProvider, CairnOptions, Task<CairnLog>>? Open { get; set; }

    /// <summary>Told of the log once it is open; disposing it ends whatever this began.</summary>
    internal Action<IServiceProvider, CairnLog>? Opened { get; set; }

    /// <summary>
    /// Changes the options, after the section <c>Cairn</c> of the configuration did; the same as
    /// <c>services.Configure&lt;CairnOptions&gt;</c>.
    /// </summary>
    public CairnBuilder Configure(Action<CairnOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.Configure(configure);
        return this;
    }
}
