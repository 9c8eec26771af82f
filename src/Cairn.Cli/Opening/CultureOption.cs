using System.CommandLine;
using Cairn.Manifests;

namespace Cairn.Cli;

/// <summary>In which language an application's own sentences are told.</summary>
internal static class CultureOption
{
    private const string Name = "--culture";

    public static Option<string> Create()
    {
        var option = new Option<string>(Name)
        {
            Description = "The language of the application's sentences, such as de or pt-BR. Without it, or where an action has no such "
                + "sentence, the application's first.",
            HelpName = "CULTURE",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } culture && !CultureName.Is(culture))
            {
                result.AddError($"{Name} '{culture}' is not the name of a culture, such as de or pt-BR.");
            }
        });
        return option;
    }
}
