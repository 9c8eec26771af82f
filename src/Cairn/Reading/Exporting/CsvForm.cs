using System.Buffers;
using System.Globalization;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Intake;
using Cairn.Primitives;

namespace Cairn.Reading.Exporting;

/// <summary>CSV as RFC 4180 has it: CRLF, quotation marks where needed. The columns are these, in this order, in every version.</summary>
internal sealed class CsvForm(bool hasByteOrderMark, bool defuses) : IExportForm
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n");

    // What spreadsheets take for a formula, the wide forms of the same signs included; and the apostrophe itself, so that it can be undone.
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r\n'＝＋－＠");

    private static readonly (string Name, Func<ReadEntry, LogIdentity, string?> Of)[] Columns =
    [
        ("index", (e, _) => Number(e.Stored.Index)),
        ("log", (_, log) => log.LogId),
        ("tenant", (_, log) => log.Tenant),
        ("id", (e, _) => e.View?.Leaf.Id.ToString("D")),
        ("occurred_at", (e, _) => Time(e.View?.Leaf.OccurredAt)),
        ("recorded_at", (e, _) => Time(e.View?.Leaf.RecordedAt)),
        ("stored_at", (e, _) => RfcTime.IsTime(e.Stored.StoredAt) ? Time(RfcTime.FromMicroseconds(e.Stored.StoredAt)) : null),
        ("action", Of(e => e.Action)),
        ("category", Of(e => e.Category)),
        ("sentence", (e, _) => e.Sentence),
        ("actor_type", Of(e => e.Actor.Type)),
        ("actor_id", Of(e => e.Actor.Id)),
        ("actor_name", Of(e => e.Actor.Name)),
        ("actor_email", Of(e => e.Actor.Email)),
        ("actor_phone", Of(e => e.Actor.Phone)),
        ("actor_role", Of(e => e.Actor.Role)),
        ("on_behalf_of_type", Of(e => e.Actor.OnBehalfOf?.Type)),
        ("on_behalf_of_id", Of(e => e.Actor.OnBehalfOf?.Id)),
        ("target_type", Of(e => First(e)?.Type)),
        ("target_id", Of(e => First(e)?.Id)),
        ("target_name", Of(e => First(e)?.Name)),
        ("targets", Of(TargetsOf)),
        ("outcome", Of(e => ResultNames.Spelled(e.Outcome.Result))),
        ("code", Of(e => e.Outcome.Code)),
        ("error", Of(e => e.Outcome.Error)),
        ("duration_ms", Of(e => e.Duration is { } took ? Number((long)took.TotalMilliseconds) : null)),
        ("reason", Of(e => e.Reason)),
        ("description", Of(e => e.Description)),
        ("source", Of(e => e.Context.Source)),
        ("ip", Of(e => e.Context.Ip)),
        ("user_agent", Of(e => e.Context.UserAgent)),
        ("request_id", Of(e => e.Context.RequestId)),
        ("trace_id", Of(e => e.Context.TraceId)),
        ("session_id", Of(e => e.Context.SessionId)),
        ("operation_id", Of(e => e.Context.OperationId)),
        ("changes", Of(ChangesOf)),
        ("metadata", Of(MetadataOf)),
        ("withheld", (e, _) => string.Join(' ', e.View?.Withheld.Select(w => w.Name) ?? [])),
        ("erased", (e, _) => Number(e.View?.Erased.Count ?? 0)),
        ("missing", (e, _) => Number(e.View?.Missing.Count ?? 0)),
        ("leaf_hash", (e, _) => e.View?.LeafHash.ToString()),
        ("problems", (e, _) => string.Join("; ", e.Problems)),
    ];

    public void Begin(Utf8Buffer text)
    {
        _ = hasByteOrderMark ? text.Raw("\uFEFF"u8) : text;
        Record(text, Columns.Select(c => c.Name));
    }

    public void Add(Utf8Buffer text, ReadEntry entry, LogIdentity log, bool isFirst) => Record(text, Columns.Select(c => c.Of(entry, log)));

    // As many cells as every record has.
    public void End(Utf8Buffer text, AuditExportEnd end, bool isEmpty) => Record(
        text,
        [
            "#end", ExportEndJson.Append(new(), end).ToString(), .. Enumerable.Repeat<string?>(null, Columns.Length - 2),
        ]);

    /// <summary>A cell.</summary>
    public string Cell(string? value)
    {
        var text = defuses && value is [var first, ..] && Formula.Contains(first) ? $"'{value}" : value ?? "";
        return text.AsSpan().ContainsAny(Quoted) || text is [' ', ..] or [.., ' ']
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private void Record(Utf8Buffer text, IEnumerable<string?> values)
    {
        var isFirst = true;
        foreach (var value in values)
        {
            _ = isFirst ? text : text.Raw(","u8);
            text.Raw(Cell(value));
            isFirst = false;
        }

        text.Raw("\r\n"u8);
    }

    private static Func<ReadEntry, LogIdentity, string?> Of(Func<AuditEvent, string?> member) =>
        (entry, _) => entry.View is { } view ? member(view.Event) : null;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Time(DateTimeOffset? time) => time is { } some ? RfcTime.Format(some) : null;

    private static AuditTarget? First(AuditEvent e) => e.Targets.Count > 0 ? e.Targets[0] : null;

    private static string? TargetsOf(AuditEvent e) =>
        e.Targets.Count < 2 ? null : new Utf8Buffer().Array(default, e.Targets, static (json, t) => EventJson.Target(t, json)).ToString();

    private static string? ChangesOf(AuditEvent e) =>
        e.Changes.Count == 0 ? null : new Utf8Buffer().Array(default, e.Changes, static (json, c) => EventJson.Change(c, json)).ToString();

    private static string? MetadataOf(AuditEvent e)
    {
        if (e.Metadata.Count == 0)
        {
            return null;
        }

        var json = new Utf8Buffer();
        foreach (var (name, value) in e.Metadata)
        {
            json.Raw(json.Length == 0 ? "{"u8 : ","u8).Quoted(name).Raw(":"u8).Raw(value.Json);
        }

        return json.Raw("}"u8).ToString();
    }
}
