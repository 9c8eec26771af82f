using Cairn.Access;
using Cairn.Querying;
using Cairn.Viewer.Endpoints;

namespace Cairn.Viewer.Models;

/// <summary>Why a list has no entries.</summary>
/// <param name="IsNew">Nothing was recorded yet.</param>
/// <param name="IsNarrow">The reader sees only a part of the log, and nothing there matches.</param>
/// <param name="Worst">The condition without which most would match; <see langword="null"/>: no single one decides.</param>
/// <param name="Without">How many match without it.</param>
internal sealed record Emptiness(bool IsNew, bool IsNarrow, string? Worst = null, AuditCount Without = default)
{
    private const int MostConditions = 8;
    private const int MostCounted = 1_000;

    public static async Task<Emptiness> WhyAsync(ViewerCall call, AuditQuery query)
    {
        string[] conditions = [.. QueryText.Conditions(query)];
        var isNarrow = call.Api.Access.Within is not null || !call.Api.Access.May(AuditPermission.Read);
        if (conditions.Length == 0)
        {
            return new(!isNarrow, isNarrow);
        }

        var worst = new Emptiness(false, isNarrow);
        foreach (var condition in conditions.Take(MostConditions))
        {
            var others = AuditQuery.Parse(string.Join(' ', conditions.Where(c => c != condition))) with { SearchTime = query.SearchTime };
            var count = await call.Reader.CountAsync(others, MostCounted, call.Cancelled).ConfigureAwait(false);
            worst = count.Count > worst.Without.Count ? new(false, isNarrow, condition, count) : worst;
        }

        return worst;
    }
}
