using Cairn.Postgres;

namespace Cairn.Cli;

/// <summary>Whether a login sees all there is: what a database's policies keep from it must not be taken for gone.</summary>
internal static class Sight
{
    public static bool IsPartial(ILogStore store) => store is PostgresStore { SeesPart: true };

    /// <exception cref="CliException">The login sees a part: what it does not see would be called altered or expired.</exception>
    public static void ThrowIfPartial(ILogStore store)
    {
        if (IsPartial(store))
        {
            throw new CliException($"{store.Name} shows this login a part of the log only, and this needs all of it: GRANT it cairn_keeper, or use a login that has it.");
        }
    }
}
