namespace Cairn.Intake.Shaping;

/// <summary>The name a member gets.</summary>
/// <param name="Name">The name.</param>
/// <param name="Old">The name it had when marks were made before, where it is another.</param>
/// <param name="Mark">What to say of it; nothing where it stays.</param>
internal readonly record struct NewName(string Name, string? Old = null, Action<MarkNode>? Mark = null)
{
    /// <summary>Goes into the member, and marks its name where there is something to say.</summary>
    public void EnterInto(MarkPath path)
    {
        if (Old is not null)
        {
            path.Here().Rename(Old, Name);
        }

        path.Push(Name);
        Mark?.Invoke(path.Here());
    }
}
