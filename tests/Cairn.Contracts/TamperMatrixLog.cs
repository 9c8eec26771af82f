using Cairn.Entries;
using Cairn.Events;
using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Contracts;

/// <summary>A log of seeded random shape, with its key: appended to, signed and verified as an application would.</summary>
internal sealed class TamperMatrixLog
{
    private readonly Random random;
    private readonly Dictionary<string, LeafParty> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> producers = new(StringComparer.Ordinal);
    private readonly Sealer sealer;
    private readonly NoteSigner signer;
    private DateTimeOffset now = Some.Time;
    private long id;

    private TamperMatrixLog(ILogStore store, LogIdentity log, int seed)
    {
        (Store, Identity, random) = (store, log, new(seed));
        sealer = new(log, PersonRules.Default, random.NextBytes);
        signer = new(log.Origin, Key(seed));
    }

    public ILogStore Store { get; }

    public LogIdentity Identity { get; private set; }

    /// <summary>The note that was signed last.</summary>
    public string? Memory { get; set; }

    public NoteVerifier Verifier => signer.Verifier;

    /// <summary>How many of a hundred entries have disclosures, targets and persons; the others are bare.</summary>
    public int Rich { get; init; } = 60;

    public static async Task<TamperMatrixLog> CreateAsync(ILogStore store, int seed = 1, string tenant = "acme", int rich = 60) =>
        new(store, await store.CreateLogAsync(Some.Log(tenant, seed: seed), TestContext.Current.CancellationToken), seed) { Rich = rich };

    /// <summary>The tenant's second log.</summary>
    public static async Task<TamperMatrixLog> ContinueAsync(ILogStore store, int seed = 1, string tenant = "acme") =>
        new(store, await store.CreateLogAsync(Some.Log(tenant, generation: 2, seed: seed), TestContext.Current.CancellationToken), seed);

    public static Ed25519Key Key(int seed)
    {
        var bytes = new byte[32];
        Some.Fill(seed)(bytes);
        return Ed25519Key.FromSeed(bytes);
    }

    /// <summary>Appends entries of random shape, in batches.</summary>
    public async Task AppendAsync(int count)
    {
        for (var left = count; left > 0;)
        {
            var batch = new List<SealedEntry>();
            for (var i = Math.Min(left, 1000); i > 0; i--)
            {
                batch.Add(Next());
            }

            left -= batch.Count;
            await Store.AppendAsync(Identity, batch, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Appends one of Cairn's own entries.</summary>
    public async Task AttestAsync(Manifest manifest)
    {
        var action = CairnActions.All.Single(a => a.Name == manifest.Action);
        var e = action.Event() with { Actor = CairnActions.Actor };
        var given = manifest is ActionDeclaredManifest ? ActionDeclaredManifest.IdOf(manifest.Format()) : (Guid?)null;
        await Store.AppendAsync(Identity, [Seal(e, manifest: manifest.Format(), given: given)], TestContext.Current.CancellationToken);
    }

    /// <summary>Appends an entry that names a declaration.</summary>
    public async Task AppendAsync(AuditEvent e, string declared) =>
        await Store.AppendAsync(Identity, [Seal(e, declared: declared)], TestContext.Current.CancellationToken);

    /// <summary>A producer's next number, left out.</summary>
    public long Drop(string producer) => producers[producer] = producers.GetValueOrDefault(producer) + 1;

    /// <summary>Remembers where the producers are; calling the answer sets them back, as for another branch of the log.</summary>
    public Action Bookmark()
    {
        var then = new Dictionary<string, long>(producers);
        return () =>
        {
            foreach (var (producer, seq) in then)
            {
                producers[producer] = seq;
            }
        };
    }

    /// <summary>Signs the head, remembers the note and publishes it.</summary>
    public async Task<string> SignAsync(bool publish = true, Ed25519Key? key = null)
    {
        var head = await Store.ReadHeadAsync(Identity, TestContext.Current.CancellationToken);
        var root = RightEdge.FromBytes(head.Size, head.Edge.Span).Head;
        Memory = new Checkpoint(Identity.Origin, root).Sign(key is null ? signer : new NoteSigner(Identity.Origin, key));
        if (publish)
        {
            if ((await Store.ReadVerifierKeysAsync(Identity, TestContext.Current.CancellationToken)).Count == 0)
            {
                await Store.AddVerifierKeyAsync(Identity, 0, signer.Verifier.ToString(), TestContext.Current.CancellationToken);
            }

            await Store.PublishCheckpointAsync(Identity, Memory, TestContext.Current.CancellationToken);
        }

        return Memory;
    }

    /// <summary>Verifies the log as a process would that has just opened the store.</summary>
    public async Task<VerifyReport> VerifyAsync(string? memory = null, string? since = null, bool withKey = true, int most = 1000)
    {
        var logs = await Store.ListLogsAsync(TestContext.Current.CancellationToken);
        var log = logs.First(l => l.Key == Identity.Key);
        return await new LogVerifier(Store).VerifyAsync(
            log,
            new() { Verifier = withKey ? Verifier : null, SignerMemory = memory, Since = since, MostFindings = most },
            TestContext.Current.CancellationToken);
    }

    private SealedEntry Next() =>
        Seal(random.Next(100) < Rich ? Filled() : Some.BareEvent(), random.Next(4) switch { 0 => "p1", 1 => "p2", _ => null });

    private SealedEntry Seal(AuditEvent e, string? producer = null, byte[]? manifest = null, string? declared = null, Guid? given = null)
    {
        now = now.AddMicroseconds(random.Next(-200, 5000));
        var brought = new List<NewSubject>();
        foreach (var person in sealer.PersonalIds(e))
        {
            if (!names.ContainsKey(person.Type + person.Id))
            {
                var pseudonym = new byte[16];
                random.NextBytes(pseudonym);
                names[person.Type + person.Id] = new(person.Type, "~" + Base64Text.Encode(pseudonym));
                brought.Add(new(person.Lookup(Identity), names[person.Type + person.Id].Subject!)); // It has an id.
            }
        }

        return sealer.Seal(
            e with { Id = given ?? Some.Id(++id) },
            new()
            {
                EventId = Some.Id(id),
                RecordedAt = now,
                Producer = producer,
                Seq = producer is null ? 0 : Drop(producer),
                Manifest = manifest,
                Declared = declared,
                NewSubjects = brought,
            },
            person => names[person.Type + person.Id]);
    }

    private AuditEvent Filled()
    {
        var person = $"+43660{random.Next(100000, 100200)}";
        var e = new AuditEvent
        {
            Action = random.Next(2) == 0 ? "member.removed" : "invoice.paid",
            OccurredAt = random.Next(2) == 0 ? now.AddSeconds(-random.Next(100)) : null,
            Actor = random.Next(4) switch
            {
                0 => AuditActor.User(person, "Example Owner"),
                1 => new("user") { Email = "owner@example.com", Phone = person },
                2 => AuditActor.User($"u-{random.Next(50)}", "Bo \"Example\"") with { Role = "admin", Email = "bo@example.org" },
                _ => AuditActor.System,
            },
            Reason = random.Next(2) == 0 ? $"because {random.Next()}" : null,
            Context = random.Next(3) == 0
                ? new() { IpAddress = System.Net.IPAddress.Parse("192.0.2.7"), Source = "web", UserAgent = "curl/8" }
                : AuditContext.None,
        };
        for (var n = random.Next(3); n > 0; n--)
        {
            e = random.Next(3) == 0
                ? e.On("member", $"+43676{random.Next(100000, 100200)}", "Cé Example")
                : e.On("club", $"c-{random.Next(9)}", "Club");
        }

        return random.Next(4) == 0 ? e.Change("role", "user", "operator").With("note", $"n{random.Next()}") : e;
    }
}
