using Microsoft.AspNetCore.Http.Features;

namespace Cairn.AspNetCore.Api;

/// <summary>Everything a query asks for, as a file of any size.</summary>
internal static class ExportEndpoint
{
    public static async Task RunAsync(ApiCall call)
    {
        var query = call.Query();
        var (format, type, ending) = call.Text("format") switch
        {
            null or "ndjson" => (AuditExportFormat.Ndjson, "application/x-ndjson", "ndjson"),
            "json" => (AuditExportFormat.Json, "application/json; charset=utf-8", "json"),
            "csv" => (AuditExportFormat.Csv, "text/csv; charset=utf-8", "csv"),
            _ => throw ApiProblem.Bad("format is ndjson, json or csv."),
        };
        var options = new AuditExportOptions
        {
            Format = format,
            HasByteOrderMark = Flag(call, "bom", false),
            DefusesFormulas = Flag(call, "defuse", true),
            IsCompressed = Flag(call, "gzip", false),
        };
        call.Trace.Exported(call, call.Tenant, query.Format(), ending);
        var response = call.Context.Response;
        call.Context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        response.ContentType = options.IsCompressed ? "application/gzip" : type;
        response.Headers.ContentDisposition = $"attachment; filename=\"audit-log.{ending}{(options.IsCompressed ? ".gz" : "")}\"";
        await call.Reader.ExportAsync(query, response.Body, options, call.Cancelled).ConfigureAwait(false);
    }

    private static bool Flag(ApiCall call, string name, bool otherwise) => call.Text(name) switch
    {
        null => otherwise,
        "true" => true,
        "false" => false,
        _ => throw ApiProblem.Bad($"{name} is true or false."),
    };
}
