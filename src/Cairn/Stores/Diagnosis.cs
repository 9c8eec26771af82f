namespace Cairn.Stores;

/// <summary>One thing that doctor looked at, and what it saw.</summary>
/// <param name="Result">What it means.</param>
/// <param name="What">What was looked at: a table, a role, a setting.</param>
/// <param name="Words">How it is, and how to mend it where it has to be.</param>
internal sealed record Diagnosis(DiagnosisResult Result, string What, string Words);

internal enum DiagnosisResult
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Worth knowing, and nothing to mend.</summary>
    Note,

    /// <summary>Not as it should be.</summary>
    Finding,

    /// <summary>Could not be looked at.</summary>
    Unchecked,
}

/// <summary>What doctor writes down.</summary>
internal sealed class Chart
{
    private readonly List<Diagnosis> all = [];

    public IReadOnlyList<Diagnosis> All => all;

    public void Ok(string what, string words) => all.Add(new(DiagnosisResult.Ok, what, words));

    public void Note(string what, string words) => all.Add(new(DiagnosisResult.Note, what, words));

    public void Finding(string what, string words) => all.Add(new(DiagnosisResult.Finding, what, words));

    public void Unchecked(string what, string words) => all.Add(new(DiagnosisResult.Unchecked, what, words));
}
