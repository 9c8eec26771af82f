namespace Cairn.Postgres;

/// <summary>One statement that must be refused.</summary>
/// <param name="What">What it would do, and as whom.</param>
/// <param name="Steps">
/// Statements, each as a role; all but the last prepare what the last one would do. They are rolled back, whatever comes of them.
/// </param>
internal sealed record Trial(string What, IReadOnlyList<TrialStep> Steps)
{
    /// <summary>Whether a statement that finds no row was refused too: a policy hides what may not be changed.</summary>
    public bool HidingIsRefusing { get; init; }

    /// <summary>
    /// Whether the role must lack the right itself: a function that was entered and refuses what it is given was not refused.
    /// </summary>
    public bool IsOfRight { get; init; }
}

/// <param name="Role">As whom; <c>none</c>: as the login.</param>
/// <param name="Sql">What is run.</param>
internal sealed record TrialStep(string Role, string Sql);

/// <summary>What came of a trial.</summary>
/// <param name="Stage">The step that ended it, from 1.</param>
/// <param name="State">The server's code for why; <see cref="WentThrough"/> when nothing stopped it.</param>
/// <param name="Words">The server's words.</param>
/// <param name="Rows">How many rows the last statement touched.</param>
internal sealed record TrialOutcome(int Stage, string State, string Words, long Rows)
{
    public const string WentThrough = "CA999";

    public bool IsRefusal(Trial trial) => Stage == trial.Steps.Count
        && (State is "42501"
            || (State is "CA001" or "CA005" or "CA006" && !trial.IsOfRight)
            || (State == WentThrough && trial.HidingIsRefusing && Rows == 0));

    // Class 23: past every right and policy, and only the values were wrong.
    public bool IsPassage(Trial trial) => Stage == trial.Steps.Count
        && !IsRefusal(trial)
        && (State == WentThrough
            || State.StartsWith("23", StringComparison.Ordinal)
            || (trial.IsOfRight && State.StartsWith("CA", StringComparison.Ordinal)));
}
