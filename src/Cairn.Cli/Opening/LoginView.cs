using Cairn.Entries;
using Cairn.Postgres;
using Cairn.Stores;

namespace Cairn.Cli;

/// <summary>Whether a login sees all there is: what a database's policies keep from it must not be taken for gone.</summary>
internal static class LoginView
{
    public static bool IsPartial(ILogStore store) => store is PostgresStore { SeesPart: true };

    public static bool MayRecord(ILogStore store) => store is not PostgresStore { MayAppend: false };

    /// <exception cref="CliException">The login sees a part: what it does not see would be called altered or expired.</exception>
    public static void ThrowIfPartial(ILogStore store)
    {
        if (IsPartial(store))
        {
            throw new CliException(
                $"{store.Name} shows this login a part of the log only, and this needs all of it: GRANT it cairn_keeper, "
                + "or use a login that has it.");
        }
    }

    /// <exception cref="CliException">The login sees one actor's entries, and the others would be taken for expired.</exception>
    public static async Task ThrowUnlessWholeAsync(ILogStore store, LogIdentity log, CancellationToken cancellationToken)
    {
        if (IsPartial(store) && !await store.SeesAllAsync(log, cancellationToken).ConfigureAwait(false))
        {
            throw new CliException(
                $"{store.Name} shows this login one actor's entries only, and this needs all of the log: "
                + "give it a row in cairn.access of level admin without an actor, or GRANT it cairn_keeper.");
        }
    }
}
