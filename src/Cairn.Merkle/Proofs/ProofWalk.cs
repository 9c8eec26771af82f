namespace Cairn.Merkle;

/// <summary>
/// The way from a leaf up to the root: <c>fn</c> and <c>sn</c> of RFC 9162 §2.1.3.2, the place in its level of the node at hand and
/// of that level's last node.
/// </summary>
internal struct ProofWalk(long index, long size)
{
    private long _node = index;
    private long _last = size - 1;

    public readonly bool AtRoot => _last == 0;

    /// <summary>Climbs to the next node that a proof has a sibling for, and says whether that sibling is on the left.</summary>
    public bool Climb()
    {
        var onLeft = (_node & 1) == 1 || _node == _last;
        if (onLeft)
        {
            // A last node without a sibling is its own parent, at as many levels as the node's place is even.
            while ((_node & 1) == 0 && _node != 0)
            {
                Rise();
            }
        }

        Rise();
        return onLeft;
    }

    /// <summary>Climbs while the node at hand is a right child, using no siblings: to the top of the subtree that ends there.</summary>
    public void LeaveRightTurns()
    {
        while ((_node & 1) == 1)
        {
            Rise();
        }
    }

    private void Rise()
    {
        _node >>= 1;
        _last >>= 1;
    }
}
