using System.Diagnostics;
using System.Reflection;

namespace Cairn.AspNetCore.Tests;

/// <summary>The SDK's own compiler, for what the guides show.</summary>
internal static class Compiler
{
    // DOTNET/shared/Microsoft.NETCore.App/VERSION
    private static readonly string Core = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
    private static readonly string Dotnet = Path.GetFullPath(Path.Combine(Core, "..", "..", ".."));

    /// <summary>Compiles; an empty text when all is well, else what the compiler says.</summary>
    public static string Compile(TempFolder folder, string target, string output, params string[] sources)
    {
        var files = sources.Select((text, i) => (Name: folder.File($"{i}.cs"), text)).ToList();
        files.ForEach(f => File.WriteAllText(f.Name, f.text));
        File.WriteAllLines(folder.File("all.rsp"), ["-nologo", "-nullable", "-warn:0", $"-target:{target}", $"-out:\"{output}\"",
            .. Libraries().Select(l => $"-r:\"{l}\""), .. files.Select(f => $"\"{f.Name}\"")]);
        var sdk = Directory.EnumerateDirectories(Path.Combine(Dotnet, "sdk"), $"{Environment.Version.Major}.*")
            .Order(StringComparer.Ordinal).Last();
        using var process = Start("exec", Path.Combine(sdk, "Roslyn", "bincore", "csc.dll"), $"@{folder.File("all.rsp")}");
        var told = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : $"{told}(exit code {process.ExitCode})";
    }

    /// <summary>Starts <c>dotnet</c>.</summary>
    public static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo(Path.Combine(Dotnet, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"), arguments)
        {
            RedirectStandardOutput = true,
        })!; // A file to run was given.

    private static IEnumerable<string> Libraries()
    {
        var web = Path.GetDirectoryName(typeof(WebApplication).Assembly.Location)!; // A file, as the framework is.
        return new[] { Core, web, AppContext.BaseDirectory }.SelectMany(f => Directory.EnumerateFiles(f, "*.dll"))
            .Where(f => !f.EndsWith("Tests.dll", StringComparison.Ordinal)).DistinctBy(Path.GetFileName).Where(IsManaged);
    }

    private static bool IsManaged(string library)
    {
        try
        {
            _ = AssemblyName.GetAssemblyName(library);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false; // One of the runtime's own.
        }
    }
}
