using System.Net;

namespace Cairn.Samples.Workspace;

/// <summary>The pages of the portal.</summary>
internal static class Html
{
    public const string SignIn = """
        <!doctype html><title>Portal</title><h1>Portal</h1>
        <form method=post action=/login><input name=user placeholder=name> <input name=password type=password> <button>Sign in</button></form>
        """;

    public static string Page(Member member, string words) =>
        $"""
        <!doctype html><title>Portal</title><h1>Workspace {Encode(member.Workspace)}</h1><p>{Encode(words)}</p>
        <form method=post action=/settings><input name=name value=language> <input name=value value=de> <button>Change</button></form>
        <form method=post action=/subscription><input name=plan value=team> <button>Subscribe</button></form>
        <form method=post action=/subscription/cancel><input name=reason> <button>Cancel the subscription</button></form>
        <form method=post action=/connections><input name=provider value=calendar> <input name=scopes value=read> <button>Connect</button></form>
        <form method=post action=/connections/remove><input name=provider value=calendar> <button>Disconnect</button></form>
        <form method=post action=/members/suspend><input name=member value=member> <input name=reason> <button>Suspend</button></form>
        <form method=post action=/export><button>Export my data</button></form>
        <form method=post action=/deletion><input name=reason> <button>Delete my data</button></form>
        <form method=post action=/logout><button>Sign out</button></form>
        """;

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
