using Cairn.Contracts;

namespace Cairn.Tests.Redaction;

public sealed class SecretCorpusTests
{
    [Fact]
    [Trait("Requirement", "CHATBOT-11")]
    public void Every_secret_of_the_corpus_is_masked()
    {
        Assert.True(SecretCorpus.Secrets.Count >= 500, $"{SecretCorpus.Secrets.Count} samples");
        Assert.All(SecretCorpus.Secrets, sample => Assert.NotEmpty(sample.Secrets));

        var kept = SecretCorpus.Secrets
            .Select(sample => (Sample: sample, Masked: Redacted.Event(sample.Event)))
            .Where(s => s.Sample.LeftIn(s.Masked).Any())
            .Select(s => $"{s.Sample.Text}\n    -> {Redacted.Json(s.Masked)}");
        Assert.True(!kept.Any(), string.Join("\n", kept));
    }

    [Fact]
    public void Every_look_alike_of_the_corpus_survives()
    {
        Assert.True(SecretCorpus.LookAlikes.Count >= 500, $"{SecretCorpus.LookAlikes.Count} samples");

        var masked = SecretCorpus.LookAlikes
            .Select(sample => (Sample: sample, sample.Event))
            .Select(s => (s.Sample, s.Event, Masked: Redacted.Event(s.Event)))
            .Where(s => !ReferenceEquals(s.Masked, s.Event))
            .Select(s => $"{s.Sample.Text}\n    -> {Redacted.Json(s.Masked)}");
        Assert.True(!masked.Any(), string.Join("\n", masked));
    }
}
