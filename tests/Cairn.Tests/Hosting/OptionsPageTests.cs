using System.Runtime.CompilerServices;
using Cairn.Contracts;

namespace Cairn.Tests.Hosting;

public sealed class OptionsPageTests
{
    [Fact]
    public async Task The_guides_page_of_options_is_the_generated_one()
    {
        var file = Path.Combine(Repository.Root(Here()), "docs", "guide", "options.md");
        if (Environment.GetEnvironmentVariable("CAIRN_APPROVE_API") == "1")
        {
            await File.WriteAllTextAsync(file, OptionsPage.Text(), TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), OptionsPage.Text());
    }

    [Fact]
    public void Every_option_that_can_be_set_has_its_environment_variable_on_the_page()
    {
        var page = OptionsPage.Text();
        Assert.All(
            typeof(CairnOptions).GetProperties().Where(p => p.CanWrite && p.SetMethod!.IsPublic),
            p => Assert.Contains($"`Cairn__{p.Name}`", page, StringComparison.Ordinal));
        Assert.Contains("`Cairn__Redaction__Names__0`", page, StringComparison.Ordinal);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
