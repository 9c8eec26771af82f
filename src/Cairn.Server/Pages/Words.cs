using System.Globalization;
using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Server.Pages;

/// <summary>How the pages spell times, numbers, persons and results.</summary>
internal static class Words
{
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Name first; else what stands in the name's place.</summary>
    public static string Person(AuditActor actor) => actor.Name
        ?? actor.Phone
        ?? actor.Email
        ?? actor.Id
        ?? (actor.Type is "system" or AuditActor.UnknownType ? actor.Type : $"unknown {actor.Type}");

    public static string Target(AuditTarget target) => target.Name ?? target.Id ?? $"some {target.Type}";

    public static void Time(this HtmlWriter html, DateTimeOffset time) =>
        html.Element("time", Time(time), ("datetime", RfcTime.Format(time)));

    /// <summary>A result by sign, word and colour: each of the three says it alone.</summary>
    public static void Result(this HtmlWriter html, AuditResult result)
    {
        var name = ResultNames.Name(result);
        html.Element(
            "span", () => html.Element("span", Sign(result), ("aria-hidden", "true")).Text(" " + name), ("class", "result " + name));
    }

    private static string Sign(AuditResult result) => result switch
    {
        AuditResult.Success => "✓",
        AuditResult.Failure => "✗",
        AuditResult.Denied => "⊘",
        _ => "…",
    };
}
