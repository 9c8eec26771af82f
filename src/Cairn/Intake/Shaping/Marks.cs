using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Intake.Shaping;

/// <summary>What shaping did to an event, while it is at work.</summary>
internal sealed class Marks
{
    /// <summary>What an event brings that was shaped before.</summary>
    public Marks(IReadOnlyList<ShapeMark> before)
    {
        foreach (var mark in before)
        {
            At(mark.Path).Add(_ => mark);
        }
    }

    public MarkNode Root { get; } = new();

    /// <summary>The node at a pointer.</summary>
    public MarkNode At(string pointer)
    {
        var node = Root;
        foreach (var token in JsonPointer.Tokens(pointer))
        {
            node = node.At(token);
        }

        return node;
    }

    /// <summary>The node at a place that has one.</summary>
    public MarkNode? Find(string member, string? token = null, string? inner = null)
    {
        var node = Root.Find(member);
        node = token is null ? node : node?.Find(token);
        return inner is null ? node : node?.Find(inner);
    }

    /// <summary>A list had so many elements; what was said of it first stands.</summary>
    public void Count(string place, long count) => At(place).Add(mark => mark with { Count = mark.Count ?? count });

    /// <summary>The marks, in the order of their pointers.</summary>
    public IReadOnlyList<ShapeMark> ToList()
    {
        var marks = new List<ShapeMark>();
        Root.Collect("", marks);
        marks.Sort(static (a, b) => Utf8Order.Comparer.Compare(a.Path, b.Path));
        return marks;
    }
}
