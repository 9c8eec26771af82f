using System.Diagnostics;
using System.Reflection;

namespace Cairn.Contracts;

/// <summary>The SDK's own compiler, for the code that pages show.</summary>
public static class CSharpCompiler
{
    /// <summary>What is wrong with sources that are one library; empty: nothing.</summary>
    /// <param name="folder">Where files may be put.</param>
    /// <param name="sources">The texts of the files.</param>
    /// <param name="isReferenced">Which of the libraries beside the running test they see, by file name.</param>
    public static string Errors(TempFolder folder, IEnumerable<string> sources, Func<string, bool> isReferenced)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!; // DOTNET/shared/Microsoft.NETCore.App/VERSION
        var dotnet = Path.GetFullPath(Path.Combine(framework, "..", "..", ".."));
        var sdk = Directory.EnumerateDirectories(Path.Combine(dotnet, "sdk"), $"{Environment.Version.Major}.*")
            .Order(StringComparer.Ordinal).Last();
        var files = sources.Select((text, i) => (Name: folder.File($"{i}.cs"), text)).ToList();
        files.ForEach(f => File.WriteAllText(f.Name, f.text));
        var beside = Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Concat(Web(
            framework)).Where(l => isReferenced(Path.GetFileName(l)));
        var libraries = Directory.EnumerateFiles(framework, "*.dll").Concat(beside).DistinctBy(Path.GetFileName, StringComparer.Ordinal);
        File.WriteAllLines(
            folder.File("all.rsp"),
            ["-nologo", "-noconfig", "-target:library", "-warn:0", $"-out:\"{folder.File("all.dll")}\"",
                .. libraries.Where(IsManaged).Select(l => $"-r:\"{l}\""), .. files.Select(f => $"\"{f.Name}\"")]);
        return Run(
            Path.Combine(dotnet, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"),
            ["exec", Path.Combine(sdk, "Roslyn", "bincore", "csc.dll"), $"@{folder.File("all.rsp")}"]);
    }

    // What a project of the web gets with its framework lies there, and not beside the test.
    private static IEnumerable<string> Web(string framework) =>
        Path.Combine(framework, "..", "..", "Microsoft.AspNetCore.App", Path.GetFileName(framework)) is var web && Directory.Exists(web)
            ? Directory.EnumerateFiles(web, "*.dll")
            : [];

    private static string Run(string program, string[] arguments)
    {
        // A file to run was given.
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : $"{output}(exit code {process.ExitCode})";
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
