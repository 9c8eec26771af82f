using Cairn.Merkle;
using Cairn.Mirroring;
using Cairn.Proofs;

namespace Cairn.Cli;

/// <summary>What went wrong, in one line, and the exit code for it.</summary>
internal static class Failure
{
    public static int Report(Exception e, CliIo io, string before = "")
    {
        io.Report(before + Words(e));
        if (io.Environment("CAIRN_DEBUG") == "1")
        {
            io.Error.WriteLine(e);
        }

        return CodeOf(e);
    }

    /// <summary>Refusals are a decision of Cairn's, everything else is the world's.</summary>
    public static int CodeOf(Exception e) => e switch
    {
        CliException known => known.ExitCode,
        CairnSigningException or AuditDamageException or CairnProofException or CairnMirrorException or AuditEventException
        or AuditConflictException => ExitCode.Refused,
        NoteException => ExitCode.Refused,
        _ => ExitCode.CouldNot,
    };

    public static string Words(Exception e) => e switch
    {
        CliException or CairnStoreException or AuditDamageException or CairnSigningException or AuditEventException
        or AuditConflictException or AuditTimeoutException => e.Message,
        CairnProofException or CairnMirrorException or NoteException or IOException or UnauthorizedAccessException => e.Message,
        _ => $"{e.GetType().Name}: {e.Message} (CAIRN_DEBUG=1 shows where)",
    };
}
