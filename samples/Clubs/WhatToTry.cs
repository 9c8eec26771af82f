using Cairn.Samples.Clubs.Data;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cairn.Samples.Clubs;

/// <summary>Told when the clubs are open.</summary>
internal static class WhatToTry
{
    public static void Print(WebApplication app) => Console.WriteLine(
        $$"""

        The clubs are open. In another window:

          base={{app.Urls.First()}}
          json='Content-Type: application/json'
          me="{\"email\":\"admin@north.example\",\"password\":\"{{ClubsPeople.Password}}\"}"

          curl -c jar -b jar -H "$json" -d "$me" $base/account/sign-in
          curl -b jar -H "$json" -d '{"name":"court 1"}' $base/clubs/north/courts
          curl -b jar -H "$json" -X PUT -d '{"name":"centre court"}' $base/clubs/north/courts/1
          curl -i -b jar $base/clubs/south/courts      # refused, and recorded
          curl -b jar $base/clubs/north/audit          # what the log of this club says
          curl -i -b jar $base/clubs/south/audit       # another club's: refused

        People: member@north.example, admin@north.example, admin@south.example, admin@harbour.example, facility@west-park.example.
        Press Ctrl+C to close them.

        """);

    /// <summary>The state, and why.</summary>
    public static Task WriteHealthAsync(HttpContext context, HealthReport report) => context.Response.WriteAsync(
        string.Join('\n', report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Status}: {entry.Value.Description}")));
}
