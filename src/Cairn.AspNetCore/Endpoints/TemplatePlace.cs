namespace Cairn.AspNetCore.Endpoints;

/// <summary>From where a place of a template takes its value.</summary>
internal enum PlaceSource
{
    Route,
    Query,
    Header,
    Argument,
    Result,
}

/// <summary>A place of a template.</summary>
/// <param name="Source">From where its value comes.</param>
/// <param name="Name">Which value; empty of the result.</param>
/// <param name="Path">Which member of it.</param>
internal sealed record TemplatePlace(PlaceSource Source, string Name, IReadOnlyList<string> Path)
{
    public static TemplatePlace Parse(string text)
    {
        var parts = text.Split('.');
        return (parts[0], parts.Length) switch
        {
            (_, 1) when text != "result" => new(PlaceSource.Route, text, []),
            ("query", _) => new(PlaceSource.Query, text["query.".Length..], []),
            ("header", _) => new(PlaceSource.Header, text["header.".Length..], []),
            ("arg", _) => new(PlaceSource.Argument, parts[1], parts[2..]),
            ("result", _) => new(PlaceSource.Result, "", parts[1..]),
            _ => new(PlaceSource.Route, text, []), // Such as a route value with a dot in its name.
        };
    }

    /// <summary>Whether it is known only when the endpoint runs, or has run.</summary>
    public bool NeedsCall => Source is PlaceSource.Argument or PlaceSource.Result;
}
