using System.Text;
using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Intake.Shaping;

/// <summary>
/// A place in an event that has a mark, or leads to one. A tree and not pointers: under a long name each pointer would repeat it.
/// </summary>
internal sealed class MarkNode
{
    private Dictionary<string, MarkNode>? children;
    private bool isNameCut;

    /// <summary>What was done here; its path is not set.</summary>
    public ShapeMark? Mark { get; private set; }

    public bool HasChildren => children is { Count: > 0 };

    public IReadOnlyCollection<KeyValuePair<string, MarkNode>> Children => children ?? [];

    /// <summary>The node of a member or element; it is made when it is not there.</summary>
    public MarkNode At(string token)
    {
        children ??= new(StringComparer.Ordinal);
        return children.TryGetValue(token, out var child) ? child : children[token] = new();
    }

    public MarkNode? Find(string token) => children?.GetValueOrDefault(token);

    /// <summary>Adds to what was done here.</summary>
    public void Add(Func<ShapeMark, ShapeMark> what) => Mark = what(Mark ?? new(""));

    /// <summary>The value here was cut: what counts is the first cut, that of the whole. It says more than that of its name.</summary>
    public void AddCut(long length, string sha256)
    {
        if (Mark?.Length is null || isNameCut)
        {
            isNameCut = false;
            Add(mark => mark with { Length = length, Sha256 = sha256 });
        }
    }

    /// <summary>The name of the member here was cut.</summary>
    public void AddNameCut(long length, string sha256)
    {
        AddCut(length, sha256);
        isNameCut = true;
    }

    /// <inheritdoc cref="AddCut(long, string)"/>
    /// <param name="whole">The text that was cut.</param>
    public void AddCut(string whole) => AddCut(Encoding.UTF8.GetByteCount(whole), Cut.DigestOf(whole));

    /// <inheritdoc cref="AddNameCut(long, string)"/>
    /// <param name="whole">The name that was cut.</param>
    public void AddNameCut(string whole) => AddNameCut(Encoding.UTF8.GetByteCount(whole), Cut.DigestOf(whole));

    public void Remove(string token) => children?.Remove(token);

    /// <summary>Nothing within is marked any more.</summary>
    public void Clear() => children = null;

    /// <summary>A member has another name now.</summary>
    public void Rename(string token, string name)
    {
        if (children is not null && children.Remove(token, out var child))
        {
            children[name] = child;
        }
    }

    /// <summary>Gives the elements of a list their new positions; those that have none are gone.</summary>
    public void Renumber(Func<string, string?> position)
    {
        var all = Children.ToList();
        Clear();
        foreach (var (token, child) in all)
        {
            if (position(token) is { } now)
            {
                (children ??= new(StringComparer.Ordinal))[now] = child;
            }
        }
    }

    /// <summary>How many bytes the marks here and within take as JSON, with a comma each.</summary>
    /// <param name="pointer">How many bytes the pointer to here has.</param>
    /// <param name="scratch">A buffer to write in.</param>
    public long Size(long pointer, Utf8Buffer scratch)
    {
        var size = OwnSize(pointer, scratch);
        foreach (var (token, child) in Children)
        {
            size += child.Size(pointer + JsonSize.Inner(JsonPointer.Of(token)), scratch);
        }

        return size;
    }

    /// <summary>The same of the mark here alone.</summary>
    public long OwnSize(long pointer, Utf8Buffer scratch)
    {
        if (Mark is null)
        {
            return 0;
        }

        scratch.Clear();
        Mark.Write(scratch);
        return pointer + scratch.Length + 4; // Quotes, colon, comma.
    }

    /// <summary>Collects the marks here and within.</summary>
    public void Collect(string pointer, List<ShapeMark> marks)
    {
        if (Mark is { } mark)
        {
            marks.Add(mark with { Path = pointer });
        }

        foreach (var (token, child) in Children)
        {
            child.Collect(pointer + JsonPointer.Of(token), marks);
        }
    }
}
