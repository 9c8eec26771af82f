using System.Globalization;

namespace Cairn;

/// <summary>A text is no query: where, and what was expected there.</summary>
public sealed class AuditQueryException : CairnException
{
    internal AuditQueryException(int column, string problem, string expected)
        : base(string.Create(CultureInfo.InvariantCulture, $"Column {column}: {problem}. Expected: {expected}.")) =>
        (Column, Problem, Expected) = (column, problem, expected);

    /// <summary>At which character of the text, from 1.</summary>
    public int Column { get; }

    /// <summary>What is wrong there.</summary>
    public string Problem { get; }

    /// <summary>What could stand there.</summary>
    public string Expected { get; }
}
