using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>How long entries are kept from a time on.</summary>
/// <param name="From">From when on.</param>
/// <param name="Days">For how many days, where no rule says otherwise; <see langword="null"/>: for ever.</param>
/// <param name="Rules">The first that fits counts.</param>
/// <param name="NoticeDays">How many days lie between a plan and what it names going.</param>
internal sealed record PolicySetManifest(DateTimeOffset From, long? Days, IReadOnlyList<RetentionRule> Rules, long NoticeDays) : Manifest
{
    public const string Name = "policy_set";
    public const string ActionName = "cairn.policy_set";

    /// <summary>273 years; what is kept longer is kept for ever.</summary>
    public const long MostDays = 100_000;

    public override string Action => ActionName;

    public override string Kind => Name;

    public static PolicySetManifest Read(JsonElement json) => new(
        json.Time("from"),
        json.OptionalNumber("days", MostDays),
        [.. json.GetProperty("rules").EnumerateArray().Select(RetentionRule.Read)],
        json.Number("notice_days", most: MostDays));

    protected override void Members(Utf8Buffer json)
    {
        json.Raw(",\"from\":"u8).OptionalTime(From).Raw(",\"days\":"u8).OptionalNumber(Days).Raw(",\"rules\":["u8);
        for (var i = 0; i < Rules.Count; i++)
        {
            Rules[i].Format(json.Raw(i == 0 ? ""u8 : ","u8));
        }

        json.Raw("],\"notice_days\":"u8).Number(NoticeDays);
    }
}
