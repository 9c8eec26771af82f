using System.Runtime.InteropServices;
using System.Text.Json;
using Cairn.Intake;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>Writes the members of an event's content, without the parts that are taken out of it for others.</summary>
/// <param name="e">The event.</param>
/// <param name="people">Who appears in it.</param>
/// <param name="words">Its words as the leaf spells them.</param>
/// <param name="marks">The marks of its shaping.</param>
/// <param name="json">What is appended to.</param>
internal sealed class ContentWriter(AuditEvent e, EventPeople people, LeafWords words, ShapeMarks marks, Utf8Buffer json)
{
    // Only where parts are taken out.
    private Utf8Buffer Aside => field ??= new(64);

    public void Write(TakenParts? taken)
    {
        Text(",\"description\":"u8, e.Description, taken, taken?.Root.At("description"));
        Text(",\"reason\":"u8, e.Reason, taken, taken?.Root.At("reason"));
        Text(",\"category\":"u8, words.Category.Behind, null, null);
        Text(",\"code\":"u8, words.Code.Behind, null, null);
        Text(",\"error\":"u8, e.Outcome.Error, taken, taken?.Root.At("outcome")?.At("error"));
        Changes(taken, taken?.Root.At("changes"));
        Metadata(taken, taken?.Root.At("metadata"));
        MoreTargets();
        MorePersonal();
    }

    private void Text(ReadOnlySpan<byte> name, string? text, TakenParts? taken, TakenNode? node)
    {
        if (text is null)
        {
            return;
        }

        if (node is { IsTaken: true })
        {
            Aside.Clear();
            taken!.Take(node, Aside.Quoted(text).Written); // A node is one of its.
        }
        else
        {
            json.Raw(name).Quoted(text);
        }
    }

    private void Changes(TakenParts? taken, TakenNode? node)
    {
        if (e.Changes.Count == 0)
        {
            return;
        }

        var start = json.Length;
        json.Raw(",\"changes\":"u8);
        var value = json.Length;
        var positions = node?.Positions();
        for (var i = 0; i < e.Changes.Count; i++)
        {
            json.Raw(i == 0 ? "["u8 : ","u8);
            if (positions is null || !positions.TryGetValue(i, out var inner))
            {
                EventJson.Change(e.Changes[i], json);
            }
            else
            {
                Change(e.Changes[i], taken!, inner); // A node is one of its.
            }
        }

        json.Raw("]"u8);
        TakeWhole(taken, node, start, value);
    }

    private void Change(AuditChange change, TakenParts taken, TakenNode node)
    {
        if (node.IsTaken)
        {
            Aside.Clear();
            EventJson.Change(change, Aside);
            taken.Take(node, Aside.Written);
            json.Raw("null"u8); // Keeps the places of the others.
            return;
        }

        json.Raw("{\"path\":"u8).Quoted(change.Path);
        Member(",\"before\":"u8, change.Before, taken, node.At("before"));
        Member(",\"after\":"u8, change.After, taken, node.At("after"));
        json.Raw("}"u8);
    }

    private void Metadata(TakenParts? taken, TakenNode? node)
    {
        if (e.Metadata.Count == 0)
        {
            return;
        }

        var start = json.Length;
        json.Raw(",\"metadata\":"u8);
        var value = json.Length;
        if (node is null || node.IsTaken)
        {
            EventJson.Members(e.Metadata, json);
        }
        else
        {
            foreach (var (name, member) in e.Metadata)
            {
                Aside.Clear();
                Member(Aside.Raw(","u8).Quoted(name).Raw(":"u8).Written, member, taken!, node.At(name)); // A node is one of its.
            }

            Close(value);
        }

        TakeWhole(taken, node, start, value);
    }

    private void Member(ReadOnlySpan<byte> name, AuditValue? given, TakenParts taken, TakenNode? node)
    {
        if (given is not { } value)
        {
            return;
        }

        if (node is { IsTaken: true })
        {
            Aside.Clear();
            taken.Take(node, Aside.Raw(value.Json).Written);
        }
        else if (node is null)
        {
            json.Raw(name).Raw(value.Json);
        }
        else
        {
            json.Raw(name);
            using var document = JsonDocument.Parse(value.Json);
            Without(document.RootElement, taken, node);
        }
    }

    // Each element on the way to a part is met once; the others are copied as they are.
    private void Without(JsonElement element, TakenParts taken, TakenNode? node)
    {
        if (node is null)
        {
            json.Raw(JsonMarshal.GetRawUtf8Value(element));
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            var start = json.Length;
            foreach (var member in element.EnumerateObject())
            {
                var inner = node.At(member.Name);
                if (inner is { IsTaken: true })
                {
                    taken.Take(inner, JsonMarshal.GetRawUtf8Value(member.Value));
                    continue;
                }

                json.Raw(","u8).Quoted(member.Name).Raw(":"u8);
                Without(member.Value, taken, inner);
            }

            Close(start);
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            ArrayWithout(element, taken, node);
        }
        else
        {
            json.Raw(JsonMarshal.GetRawUtf8Value(element));
        }
    }

    private void ArrayWithout(JsonElement array, TakenParts taken, TakenNode node)
    {
        var positions = node.Positions();
        var i = 0;
        foreach (var element in array.EnumerateArray())
        {
            json.Raw(i == 0 ? "["u8 : ","u8);
            var inner = positions.GetValueOrDefault(i++);
            if (inner is { IsTaken: true })
            {
                taken.Take(inner, JsonMarshal.GetRawUtf8Value(element));
                json.Raw("null"u8); // Keeps the places of the others.
            }
            else
            {
                Without(element, taken, inner);
            }
        }

        json.Raw(i == 0 ? "[]"u8 : "]"u8);
    }

    // What was written as ,"a":1,"b":2 becomes an object.
    private void Close(int start)
    {
        if (json.Length == start)
        {
            json.Raw("{}"u8);
        }
        else
        {
            json.Wrap(start, "{"u8, "}"u8);
        }
    }

    private void TakeWhole(TakenParts? taken, TakenNode? node, int start, int value)
    {
        if (node is { IsTaken: true })
        {
            taken!.Take(node, json.Written[value..]); // A node is one of its.
            json.Truncate(start);
        }
    }

    private void MoreTargets()
    {
        var count = marks.CountAt("/targets", e.Targets.Count);
        if (count <= Leaf.MostTargets)
        {
            return;
        }

        json.Raw(",\"more_targets\":{\"count\":"u8).Number(count - Leaf.MostTargets).Raw(",\"list\":["u8);
        for (var i = Leaf.MostTargets; i < e.Targets.Count; i++)
        {
            var isNamedElsewhere = TargetNames.SubjectApart(i, people) is not null;
            EventJson.Target(
                isNamedElsewhere ? e.Targets[i] with { Name = null } : e.Targets[i], json.Raw(i == Leaf.MostTargets ? ""u8 : ","u8));
        }

        json.Raw("]}"u8);
    }

    private void MorePersonal()
    {
        var count = marks.CountAt("/personal", e.Personal.Count) - marks.IgnoredAt("/personal");
        if (Math.Max(count, e.Personal.Count) <= PersonalParts.Most)
        {
            return;
        }

        json.Raw(",\"more_personal\":{\"count\":"u8).Number(Math.Max(count, e.Personal.Count) - PersonalParts.Most).Raw(",\"list\":["u8);
        for (var i = PersonalParts.Most; i < e.Personal.Count; i++)
        {
            EventJson.Part(e.Personal[i], json.Raw(i == PersonalParts.Most ? ""u8 : ","u8));
        }

        json.Raw("]}"u8);
    }
}
