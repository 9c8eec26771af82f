using System.Globalization;
using Cairn.Primitives;

namespace Cairn.Intake.Shaping;

/// <summary>The way to where a walk is, from a marked place on. Nodes are made only where a mark is.</summary>
/// <remarks>
/// Of one value only so many nodes are made as an event has room for marks: with more of them it is too large, and the value is cut or left
/// out with all its marks.
/// </remarks>
internal sealed class MarkPath
{
    // A mark takes more bytes than this: "/metadata/a/0":{"json":true},
    private const int Smallest = 24;
    private const int Most = EventLimits.Bytes / Smallest;

    private readonly MarkNode lost = new();
    private int made;
    private readonly List<(string? Name, int Position, MarkNode? Node)> steps = [];
    private readonly Func<MarkNode> root;

    /// <param name="root">Gives the node the walk begins at.</param>
    public MarkPath(Func<MarkNode> root) => this.root = root;

    public void Push(string name) => Push(name, 0);

    public void Push(int position) => Push(null, position);

    public void Pop() => steps.RemoveAt(steps.Count - 1);

    private void Push(string? name, int position)
    {
        made = steps.Count == 0 ? 0 : made;
        steps.Add((name, position, null));
    }

    /// <summary>The node here, made now if need be.</summary>
    public MarkNode Here()
    {
        if (made > Most && steps is [.., { Node: null }])
        {
            return lost;
        }

        made += steps is [.., { Node: null }] ? 1 : 0;
        var from = steps.Count;
        while (from > 0 && steps[from - 1].Node is null)
        {
            from--;
        }

        var node = from == 0 ? root() : steps[from - 1].Node!; // Found above.
        for (; from < steps.Count; from++)
        {
            var (name, position, _) = steps[from];
            node = node.At(name ?? position.ToString(CultureInfo.InvariantCulture));
            steps[from] = (name, position, node);
        }

        return node;
    }
}
