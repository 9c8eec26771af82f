using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cairn.AspNetCore.Endpoints;

/// <summary>
/// Where the values of templates come from: the request, the call and its result. Bodies are not read; what the host bound
/// of them may be looked at.
/// </summary>
internal sealed class TemplateValues
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

    /// <summary>The request; <see langword="null"/>: there is none.</summary>
    public HttpContext? Http { get; init; }

    /// <summary>The arguments of the call, by name.</summary>
    public IReadOnlyDictionary<string, object?>? Arguments { get; set; }

    /// <summary>What the call returned.</summary>
    public object? Result { get; set; }

    public string? Of(TemplatePlace place) => place.Source switch
    {
        PlaceSource.Route => Text(Http?.GetRouteValue(place.Name) ?? Arguments?.GetValueOrDefault(place.Name)),
        PlaceSource.Query => Http?.Request.Query[place.Name] is [{ } value, ..] ? value : null,
        PlaceSource.Header => Http?.Request.Headers[place.Name] is [{ } value, ..] ? value : null,
        PlaceSource.Argument => Text(Member(Arguments?.GetValueOrDefault(place.Name), place.Path)),
        _ => Text(Member(Unwrap(Result), place.Path)),
    };

    private static object? Member(object? value, IReadOnlyList<string> path)
    {
        foreach (var name in path)
        {
            value = value switch
            {
                null => null,
                IDictionary dictionary => dictionary.Contains(name) ? dictionary[name] : null,
                _ => value.GetType().GetProperty(name, Public)?.GetValue(value),
            };
        }

        return value;
    }

    // What the framework wraps results in.
    private static object? Unwrap(object? result) => result switch
    {
        INestedHttpResult nested => Unwrap(nested.Result),
        IValueHttpResult value => value.Value,
        Microsoft.AspNetCore.Mvc.ObjectResult value => value.Value,
        Microsoft.AspNetCore.Mvc.JsonResult value => value.Value,
        _ => result,
    };

    private static string? Text(object? value) =>
        value is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : value?.ToString();
}
