using System.Collections;
using Cairn.Contracts;

namespace Cairn.Sqlite.Tests;

/// <summary>Whatever is refused at an operation's end, the outcome itself is recorded.</summary>
public sealed class OutcomeTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    /// <summary>Each way to end an operation with something odd, and the result that must be in the log.</summary>
    public static TheoryData<string, AuditResult> Ends() => new()
    {
        { "a megabyte of text", AuditResult.Failure },
        { "a NUL", AuditResult.Failure },
        { "an escape character", AuditResult.Failure },
        { "half an emoji", AuditResult.Failure },
        { "a code with a space", AuditResult.Failure },
        { "an endless code", AuditResult.Failure },
        { "an exception without a message", AuditResult.Failure },
        { "an exception whose message throws", AuditResult.Failure },
        { "no exception", AuditResult.Failure },
        { "a denial of everything at once", AuditResult.Denied },
        { "changes of two megabytes", AuditResult.Success },
        { "changes that throw", AuditResult.Success },
        { "changes that give null", AuditResult.Success },
        { "another action", AuditResult.Success },
        { "no action", AuditResult.Success },
        { "an action of Cairn's own", AuditResult.Success },
        { "a list that throws", AuditResult.Success },
        { "a list that throws the second time", AuditResult.Success },
        { "a null among the changes", AuditResult.Success },
        { "a null actor", AuditResult.Success },
        { "a null context", AuditResult.Success },
        { "an id that is taken", AuditResult.Success },
        { "a personal path that is none", AuditResult.Success },
        { "an enricher that spoils it", AuditResult.Success },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task The_outcome_is_in_the_log(string end, AuditResult result)
    {
        var path = folder.File("audit.db");
        var options = new CairnOptions();
        if (end == "an enricher that spoils it")
        {
            options.Enrichers.Add(new Spoiler());
        }

        await using (var log = await CairnSqlite.OpenAsync(path, options))
        {
            log.Record(StandardActions.LoginSucceeded.By(AuditActor.User("u1")) with { Id = Some.Id(1) });
            End(log.Begin(StandardActions.ContainerStopped.On("container", "c1").By(AuditActor.User("u1"))), end);
        }

        await using var read = await CairnSqlite.OpenAsync(path);
        var entries = (await read.Reader.GetPageAsync(new(), cancellationToken: Cancel)).Entries;
        var ended = Assert.Single(entries, e => e.Event.Context.OperationId is not null);
        Assert.Equal((result, "c1"), (ended.Event.Outcome.Result, ended.Event.Targets[0].Id));
    }

    private static void End(AuditOperation operation, string end)
    {
        switch (end)
        {
            case "a megabyte of text":
                operation.Fail(new string('x', 1 << 20));
                break;
            case "a NUL":
                operation.Fail("a\0b", "c\0d");
                break;
            case "an escape character":
                operation.Fail("\u001b[31mred", "\u001b");
                break;
            case "half an emoji":
                operation.Fail("half \ud83d", "\ude00");
                break;
            case "a code with a space":
                operation.Fail("words", "not a code");
                break;
            case "an endless code":
                operation.Fail("words", new string('c', 1 << 20));
                break;
            case "an exception without a message":
                operation.Fail(new NoMessageException());
                break;
            case "an exception whose message throws":
                operation.Fail(new ThrowingException());
                break;
            case "no exception":
                operation.Fail((Exception)null!);
                break;
            case "a denial of everything at once":
                operation.Deny(new string('\0', 1 << 20) + "\ud83d", new string(' ', 5_000));
                break;
            case "changes of two megabytes":
                operation.Succeed(e => e.Change("state", new string('b', 1 << 20), new string('a', 1 << 20)));
                break;
            case "changes that throw":
                operation.Succeed(_ => throw new InvalidOperationException());
                break;
            case "changes that give null":
                operation.Succeed(_ => null!);
                break;
            case "another action":
                operation.Succeed(e => e with { Action = "not an action" });
                break;
            case "no action":
                operation.Succeed(e => e with { Action = null! });
                break;
            case "an action of Cairn's own":
                operation.Succeed(e => e with { Action = "cairn.erased" });
                break;
            case "a list that throws":
                operation.Succeed(e => e with { Changes = new ThrowingList(0) });
                break;
            case "a list that throws the second time":
                operation.Succeed(e => e with { Changes = new ThrowingList(1) });
                break;
            case "a null among the changes":
                operation.Succeed(e => e with { Changes = [null!] });
                break;
            case "a null actor":
                operation.Succeed(e => e with { Actor = null! });
                break;
            case "a null context":
                operation.Succeed(e => e with { Context = null! });
                break;
            case "an id that is taken":
                operation.Succeed(e => e with { Id = Some.Id(1) });
                break;
            case "a personal path that is none":
                operation.Succeed(e => e with { Personal = [new("no path", new("user", "u9"))] });
                break;
            default:
                operation.Succeed();
                break;
        }
    }

    private sealed class Spoiler : IAuditEnricher
    {
        private int asked;

        public AuditAmbient? Enrich(AuditEvent auditEvent, string? tenant) => ++asked <= 2 ? null : new()
        {
            Metadata = [new("x", new string('\ud83d', 1 << 21)), new(null!, default)],
        };
    }

    private sealed class NoMessageException : Exception
    {
        public override string Message => null!;
    }

    private sealed class ThrowingException : Exception
    {
        public override string Message => throw new InvalidOperationException();
    }

    /// <summary>A list that can be read so often.</summary>
    private sealed class ThrowingList(int times) : IReadOnlyList<AuditChange>
    {
        private int left = times;

        public int Count => 1;

        public AuditChange this[int index] => left-- > 0 ? new("state", null, null) : throw new InvalidOperationException();

        public IEnumerator<AuditChange> GetEnumerator()
        {
            yield return this[0];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
