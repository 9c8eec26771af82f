using System.Reflection;
using Cairn.Stores;

namespace Cairn.Cli.Tests;

/// <summary>A store whose reader is held up when it first asks for tiles.</summary>
public class StoppingStore : DispatchProxy
{
    private ILogStore? store;
    private Action? stop;

    /// <param name="store">The store behind it.</param>
    /// <param name="stop">Called once, before the first tiles are read.</param>
    internal static ILogStore Of(ILogStore store, Action stop)
    {
        var proxy = Create<ILogStore, StoppingStore>();
        (((StoppingStore)(object)proxy).store, ((StoppingStore)(object)proxy).stop) = (store, stop);
        return proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(ILogStore.ReadTilesAsync)) // A call has a method.
        {
            Interlocked.Exchange(ref stop, null)?.Invoke();
        }

        return targetMethod.Invoke(store, args);
    }
}
