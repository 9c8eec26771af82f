namespace Cairn.Samples.Containers;

/// <summary>What to try.</summary>
internal static class Guide
{
    public static void Print(string url, Tokens tokens) => Console.WriteLine(
        $$"""
        Containers of two organizations, acme and globex, at {{url}}

          Tokens  for a day, as an identity provider would issue them:
                  export URL={{url}}
                  export VIEWER={{tokens.Of("viewer", "acme")}}
                  export OPERATOR={{tokens.Of("operator", "acme")}}
                  export ADMIN={{tokens.Of("admin", "acme")}}
                  export GLOBEX_OPERATOR={{tokens.Of("operator", "globex")}}
                  export AGENT_TOKEN={{tokens.Of("agent", "globex")}}

          Act     start, stop, restart or delete a container:
                  curl -i "$URL/api/organizations/acme/containers/web/restart" -H "Authorization: Bearer $OPERATOR" \
                    -H 'Content-Type: application/json' -d '{"reason":"new configuration"}'
                  A container named broken fails, slow answers after 20 seconds, lost never does, crash takes its agent with it.
                  Kill this process while it waits for lost, and start it again: the log shows the action as unfinished.

          Look    newest first:
                  curl "$URL/api/organizations/acme/audit" -H "Authorization: Bearer $VIEWER"
                  curl "$URL/api/audit?q=outcome:failure,unfinished" -H "Authorization: Bearer $VIEWER"

          Connect an agent for globex, which has none:
                  dotnet run --project samples/Containers -- agent ws{{url[4..]}}/agents/globex

        Ctrl-C stops it.
        """);
}
