using System.Globalization;

namespace Cairn.Intake.Shaping;

/// <summary>The way to where a walk is, from a marked place on. Nodes are made only where a mark is.</summary>
internal sealed class MarkPath
{
    private readonly List<(string? Name, int Position, MarkNode? Node)> steps = [];
    private readonly Func<MarkNode> root;

    /// <param name="root">Gives the node the walk begins at.</param>
    public MarkPath(Func<MarkNode> root) => this.root = root;

    public void Push(string name) => steps.Add((name, 0, null));

    public void Push(int position) => steps.Add((null, position, null));

    public void Pop() => steps.RemoveAt(steps.Count - 1);

    /// <summary>The node here, made now if need be.</summary>
    public MarkNode Here()
    {
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
