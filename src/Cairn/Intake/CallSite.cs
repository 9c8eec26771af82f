using System.Diagnostics;

namespace Cairn.Intake;

/// <summary>Finds the application's method that called into Cairn. It costs some microseconds, so only what was refused asks.</summary>
internal static class CallSite
{
    private static readonly string Own = typeof(CallSite).Assembly.GetName().Name!; // It is loaded from a file.

    /// <summary>Such as <c>Shop.Members.Remove</c>; <see langword="null"/> where no caller can be told.</summary>
    public static string? Find()
    {
        foreach (var frame in new StackTrace(fNeedFileInfo: false).GetFrames())
        {
            if (DiagnosticMethodInfo.Create(frame) is { } method && !IsOwn(method) && method.DeclaringTypeName is { } type)
            {
                return NameOf(type, method.Name);
            }
        }

        return null;
    }

    private static bool IsOwn(DiagnosticMethodInfo method) =>
        method.DeclaringAssemblyName is { } assembly && (assembly == Own || assembly.StartsWith(Own + ",", StringComparison.Ordinal));

    // The compiler puts an async method Remove into a class Members+<Remove>d__3, and a lambda in it into a method <Remove>b__0.
    private static string NameOf(string type, string method)
    {
        var inner = type.LastIndexOf('<');
        return inner < 0 || !type.AsSpan(inner).Contains('>')
            ? $"{type}.{Plain(method)}"
            : $"{type[..inner].TrimEnd('+', '.')}.{Plain(type[inner..])}";
    }

    private static string Plain(string name) =>
        name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end ? name[1..end] : name;
}
