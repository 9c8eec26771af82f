using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>The members of one person's content: <c>,"name":value…</c>.</summary>
internal sealed record ContentPart(string? Subject, byte[] Members);

/// <summary>
/// The parts of an event's content that are about others than its subject, as a tree of their pointers: a walk over the content finds them
/// in one pass, and leaves alone what no pointer leads to.
/// </summary>
internal sealed class TakenParts
{
    private readonly List<(string Path, string Subject)> paths;
    private readonly byte[]?[] values;

    private TakenParts(List<(string Path, string Subject)> paths)
    {
        this.paths = paths;
        values = new byte[]?[paths.Count];
        for (var i = 0; i < paths.Count; i++)
        {
            Root.Add(JsonPointer.Tokens(paths[i].Path), i);
        }
    }

    public TakenNode Root { get; } = new();

    /// <summary>The parts; <see langword="null"/>: nothing is taken out.</summary>
    public static TakenParts? Of(EventPeople people)
    {
        List<(string Path, string Subject)>? paths = null;
        for (var i = 0; i < people.Parts.Count; i++)
        {
            if (people.Parts[i].Target < 0 && people.Parts[i].Subject != people.ContentSubject)
            {
                (paths ??= []).Add((people.Parts[i].Path, people.Parts[i].Subject));
            }
        }

        return paths is null ? null : new(paths);
    }

    /// <summary>Notes the value of a part, met on the walk.</summary>
    public void Take(TakenNode node, ReadOnlySpan<byte> value) => values[node.Part] = value.ToArray();

    /// <summary>What was taken, for each subject; the pointers of each ascend.</summary>
    public IEnumerable<ContentPart> BySubject() => Enumerable.Range(0, paths.Count).GroupBy(i => paths[i].Subject, StringComparer.Ordinal)
        .Select(group => new ContentPart(group.Key, Values(group.OrderBy(i => paths[i].Path, Utf8Order.Comparer))));

    private byte[] Values(IEnumerable<int> parts)
    {
        var json = new Utf8Buffer().Raw(",\"values\":"u8);
        var separator = "{"u8;
        foreach (var i in parts)
        {
            var value = values[i] ?? throw new InvalidOperationException($"personal {paths[i].Path} names nothing in the event.");
            json.Raw(separator).Quoted(paths[i].Path).Raw(":"u8).Raw(value);
            separator = ","u8;
        }

        return json.Raw("}"u8).ToArray();
    }
}

/// <summary>A place on the way to parts that are taken out, or one of them.</summary>
internal sealed class TakenNode
{
    private Dictionary<string, TakenNode>? members;

    /// <summary>Which part it is; below zero: none itself.</summary>
    public int Part { get; private set; } = -1;

    public bool IsTaken => Part >= 0;

    public TakenNode? At(string member) => members?.GetValueOrDefault(member);

    /// <summary>The same by the positions of an array's elements.</summary>
    public Dictionary<int, TakenNode> Positions()
    {
        var positions = new Dictionary<int, TakenNode>();
        foreach (var (token, node) in members ?? [])
        {
            if (int.TryParse(
                token, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var position))
            {
                positions[position] = node;
            }
        }

        return positions;
    }

    public void Add(ReadOnlySpan<string> tokens, int part)
    {
        if (tokens.IsEmpty)
        {
            Part = part;
            return;
        }

        members ??= new(StringComparer.Ordinal);
        if (!members.TryGetValue(tokens[0], out var node))
        {
            members.Add(tokens[0], node = new());
        }

        node.Add(tokens[1..], part);
    }
}
