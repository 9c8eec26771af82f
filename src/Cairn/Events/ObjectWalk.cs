using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cairn.Primitives;

namespace Cairn.Events;

/// <summary>Reads an object that the serialiser cannot read as a whole: member by member, with a mark where one cannot be read.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "AuditValue.Of, the only way here, says so to its callers.")]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "As above.")]
internal sealed class ObjectWalk(JsonSerializerOptions options)
{
    // An event keeps no more levels as JSON, and a graph may be as wide as it likes: it is an audit log's value, not a backup.
    private const int Deepest = EventLimits.Depth;
    private const int MostValues = 10_000;

    private static readonly AuditValue Cycle = "[cycle]";
    private static readonly AuditValue TooDeep = "[too deep]";
    private static readonly AuditValue TooMuch = "[too much]";

    // The objects around the one that is read.
    private readonly HashSet<object> around = new(ReferenceEqualityComparer.Instance);
    private int values;

    public AuditValue Value(object? value)
    {
        if (value is null)
        {
            return AuditValue.Null;
        }

        if (++values > MostValues)
        {
            return TooMuch;
        }

        if (around.Count == Deepest)
        {
            return TooDeep;
        }

        if (!around.Add(value))
        {
            return Cycle;
        }

        try
        {
            return Read(value);
        }
        catch (Exception e)
        {
            return ObjectValue.Unreadable(e);
        }
        finally
        {
            around.Remove(value);
        }
    }

    private AuditValue Read(object value) => options.GetTypeInfo(value.GetType()) switch
    {
        { Kind: JsonTypeInfoKind.Object } type =>
            Members(type.Properties.Where(p => p.Get is not null).Select(p => (p.Name, (Func<object?>)(() => p.Get!(value))))),
        { Kind: JsonTypeInfoKind.Dictionary } when value is IDictionary map => Members(Entries(map)),
        { Kind: JsonTypeInfoKind.Enumerable } when value is IEnumerable list => Items(list),
        var type => AuditValue.From(JsonSerializer.SerializeToElement(value, type)),
    };

    private static IEnumerable<(string Name, Func<object?> Read)> Entries(IDictionary map)
    {
        foreach (DictionaryEntry entry in map)
        {
            yield return (Convert.ToString(entry.Key, System.Globalization.CultureInfo.InvariantCulture) ?? "", () => entry.Value);
        }
    }

    private AuditValue Members(IEnumerable<(string Name, Func<object?> Read)> members)
    {
        var json = new StringBuilder("{");
        foreach (var (name, read) in members)
        {
            JsonText.Quote(json.Append(json.Length > 1 ? "," : ""), name).Append(':').Append(Member(read).Json);
        }

        return AuditValue.Trusted(json.Append('}').ToString());
    }

    private AuditValue Member(Func<object?> read)
    {
        try
        {
            return Value(read());
        }
        catch (Exception e)
        {
            return ObjectValue.Unreadable(e);
        }
    }

    private AuditValue Items(IEnumerable list)
    {
        var json = new StringBuilder("[");
        foreach (var item in list)
        {
            json.Append(json.Length > 1 ? "," : "").Append(Value(item).Json);
            if (values > MostValues)
            {
                break;
            }
        }

        return AuditValue.Trusted(json.Append(']').ToString());
    }
}
