using System.Security.Cryptography;
using Cairn.Diagnostics;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Files;
using Cairn.Intake;
using Cairn.Primitives;
using Cairn.Spooling;
using Microsoft.Extensions.Logging;

namespace Cairn;

/// <summary>How an audit log is kept. Every option has a default.</summary>
public sealed class CairnOptions
{
    private EventIntake? intake;

    /// <summary>
    /// The beginning of every origin: a schema-less URL of the installation's own, such as <c>audit.example.com</c>. It is
    /// fixed when a log is made.
    /// </summary>
    public string OriginPrefix { get; set; } = LogIdentity.DefaultPrefix;

    /// <summary>
    /// The file of the signing key. It is made when it is missing and nothing was signed yet; it belongs on another machine than the
    /// database, and copies of it go with copies of the folder <c>KEYFILE.signed</c>. <see langword="null"/>: beside a SQLite file; on
    /// PostgreSQL this host appends and does not sign.
    /// </summary>
    public string? KeyFile { get; set; }

    /// <summary>
    /// A second folder for the signer's memory of what it signed last, for a host whose key's folder does not survive (a container's own
    /// disk), or cannot be written (a mounted secret). What is remembered later in either place counts. <see langword="null"/>: beside the
    /// key alone, in <c>KEYFILE.signed</c>.
    /// </summary>
    public string? SignerMemoryFolder { get; set; }

    /// <summary>The types of actors and targets that are persons.</summary>
    public IList<string> PersonTypes { get; } = [.. PersonRules.DefaultPersonTypes];

    /// <summary>The types whose ids are personal in themselves: a pseudonym stands in for them.</summary>
    public IList<string> PersonalIdTypes { get; } = [.. PersonRules.DefaultPersonalIdTypes];

    /// <summary>
    /// Whether entries can be found by the network they came from (the first three numbers of an IPv4 address, the first half of an
    /// IPv6 one). It costs a keyed hash and a row with two index entries for each entry that names an address, on PostgreSQL about 30%
    /// of the server's work for it: therefore off, unless an application asks for it. Without it an address is still kept, and found
    /// only by reading entries.
    /// </summary>
    public bool IndexAddresses { get; set; }

    /// <summary>The application's own actions, beside the standard ones.</summary>
    public IList<AuditAction> Actions { get; } = [];

    /// <summary>
    /// The folder in which <see cref="IAuditLog.Record"/> keeps events until they are committed; <see langword="null"/>: beside a SQLite
    /// file (<c>PATH.spool</c>), else in a folder of the database's own below the user's folder for application data.
    /// It must lie on a local disk. Several processes of one machine may share it.
    /// </summary>
    public string? SpoolFolder { get; set; }

    /// <summary>
    /// How many bytes the spool may hold on disk; beyond it events are dropped. Default 256 MiB: some 400,000 events of the usual size.
    /// </summary>
    public long SpoolMaxBytes { get; set; } = 256L << 20;

    /// <summary>
    /// How often the spool is forced to the disk, in the background. <see langword="null"/>, the default: when the system sees fit. Events
    /// survive the process in any case; the interval is what a power cut may take.
    /// </summary>
    public TimeSpan? SpoolSyncInterval { get; set; }

    /// <summary>
    /// How long the drain waits for more events before it takes a batch. Default 10 ms: at most that much later an event is committed.
    /// </summary>
    public TimeSpan BatchDelay { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How long an operation that has begun is held for its outcome, so that both are one entry. Default 5 s.</summary>
    public TimeSpan IntentHold { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long <see cref="IAuditLog.RecordAsync"/> tries while the store is away. Default 30 s: a database that fails over is back by
    /// then, and callers behind HTTP have not given up yet.
    /// </summary>
    public TimeSpan RecordTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long closing the log may take to commit what waits; the rest stays in the spool for the next start. Default 10 s: hosts
    /// are often killed after 30.
    /// </summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a store, a signing key or a spool that cannot be used stops the start. <see langword="false"/>: the application starts,
    /// events wait in the spool, log and health say why, and it is tried again. <see langword="null"/>, the default:
    /// <see langword="false"/> in a host, as an audit log must not break its application; <see langword="true"/> for whoever opens a log
    /// with <c>OpenAsync</c> and sees what it throws.
    /// </summary>
    public bool? RequireStoreAtStart { get; set; }

    /// <summary>What is masked in events before they are checked, queued or stored. On by default.</summary>
    public RedactionOptions Redaction { get; } = new();

    /// <summary>
    /// What is known around every event, in this order: an earlier one wins. Enrichers that are registered as services follow; they may not
    /// ask for <see cref="IAuditLog"/>, which is not open yet when they are made.
    /// </summary>
    public IList<IAuditEnricher> Enrichers { get; } = [];

    /// <summary>What is mounted where.</summary>
    internal Func<MountTable> Mounts { get; set; } = MountTable.Read;

    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    internal RandomFill Random { get; set; } = RandomNumberGenerator.Fill;

    /// <summary>
    /// Whether the spool is opened only when something is recorded with <see cref="IAuditLog.Record"/>: for tools that do not.
    /// </summary>
    internal bool SpoolWhenNeeded { get; set; }

    /// <summary>The host's; <see langword="null"/>: the log has a meter of its own.</summary>
    internal System.Diagnostics.Metrics.IMeterFactory? Meters { get; set; }

    /// <summary>The log's, from when it is opened; <see langword="null"/>: failures go to standard error.</summary>
    internal ILogger? Logger { get; set; }

    /// <summary>
    /// What every event of this host passes, whichever door it comes in by. Made of the options as they are when it is first asked for.
    /// </summary>
    internal EventIntake Intake => LazyInitializer.EnsureInitialized(ref intake, NewIntake);

    private EventIntake NewIntake() =>
        new(new ActionCatalog(Actions), Redaction, new(Enrichers, new(() => Logger ?? new StandardErrorLogger(Console.Error), Clock)));

    internal SpoolSettings SpoolSettings(string folder) => new()
    {
        Folder = SpoolFolder ?? folder,
        Cap = SpoolMaxBytes,
        SegmentBytes = (int)Math.Min(8 << 20, SpoolMaxBytes / 8),
        SyncEvery = SpoolSyncInterval,
        Clock = Clock,
        Random = Random,
    };

    internal void Validate()
    {
        if (!LogIdentity.IsPrefix(OriginPrefix))
        {
            throw new ArgumentException(
                $"OriginPrefix '{OriginPrefix}' must be a schema-less URL in lower case, "
                + "such as audit.example.com, at most 128 characters.");
        }

        Redaction.Validate();
        Require(KeyFile is not "", "KeyFile is empty: name the file of the signing key, or leave it out.");
        Require(SignerMemoryFolder is not "", "SignerMemoryFolder is empty: name a folder that survives, or leave it out.");
        Require(!Enrichers.Contains(null!), "Enrichers holds a null: give it objects that implement IAuditEnricher.");
        Require(SpoolFolder is not "", "SpoolFolder is empty: name a folder on a local disk, or leave it out to have it beside the store.");
        Require(SpoolMaxBytes >= 1 << 20, $"SpoolMaxBytes is {SpoolMaxBytes}: allow at least 1 MiB, better 256 MiB.");
        Require(
            SpoolSyncInterval is null || SpoolSyncInterval >= TimeSpan.FromMilliseconds(10),
            $"SpoolSyncInterval is {SpoolSyncInterval}: take 10 ms or more, or null to leave it to the system.");
        Require(BatchDelay >= TimeSpan.Zero && BatchDelay <= TimeSpan.FromSeconds(10), $"BatchDelay is {BatchDelay}: take 0 to 10 s.");
        Require(IntentHold >= TimeSpan.Zero && IntentHold <= TimeSpan.FromHours(1), $"IntentHold is {IntentHold}: take 0 to 1 h.");
        Require(
            RecordTimeout > TimeSpan.Zero && RecordTimeout <= TimeSpan.FromDays(1),
            $"RecordTimeout is {RecordTimeout}: take more than 0, at most a day.");
        Require(StopTimeout >= TimeSpan.Zero && StopTimeout <= TimeSpan.FromHours(1), $"StopTimeout is {StopTimeout}: take 0 to 1 h.");
    }

    private static void Require(bool condition, string words)
    {
        if (!condition)
        {
            throw new ArgumentException(words);
        }
    }
}
