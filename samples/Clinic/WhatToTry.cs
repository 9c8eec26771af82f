namespace Cairn.Samples.Clinic;

/// <summary>Told when the clinic is open.</summary>
internal static class WhatToTry
{
    public static void Print(WebApplication app) => Console.WriteLine(
        $$"""

        The clinic is open. In another window:

          base={{app.Urls.First()}}
          json='Content-Type: application/json'
          me="{\"email\":\"{{ClinicDatabase.Administrator}}\",\"password\":\"{{ClinicDatabase.Password}}\"}"

          curl -c jar -b jar -H "$json" -d "$me" $base/account/sign-in
          curl -c jar -b jar -H "$json" -d '{"startsAt":"2027-01-04T09:00:00","reason":"a cough"}' $base/appointments
          curl -c jar -b jar -H "$json" -X PUT -d '{"startsAt":"2027-01-05T10:30:00"}' $base/admin/appointments/1
          curl -c jar -b jar -H "$json" -X PUT -d '{"status":"paid","why":"by card"}' $base/payments/1
          curl $base/admin/audit                     # refused, and recorded
          curl -b jar $base/admin/audit              # what the log says of all that

        Press Ctrl+C to close it.

        """);
}
