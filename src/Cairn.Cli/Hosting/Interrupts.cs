using System.Runtime.InteropServices;

namespace Cairn.Cli;

/// <summary>
/// Ctrl-C and a polite kill: the first asks the command to end and gives it some time, the second ends the process at once.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    // For a command that commits what it has read. Beyond it, something under way does not answer.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    public Interrupts()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = !source.IsCancellationRequested;
        source.Cancel();
        _ = EndAsync();
    }

    private static async Task EndAsync()
    {
        await Task.Delay(Limit).ConfigureAwait(false);
        Environment.Exit(ExitCode.Interrupted);
    }
}
