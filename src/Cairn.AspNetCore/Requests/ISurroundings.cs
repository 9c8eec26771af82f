namespace Cairn.AspNetCore.Requests;

/// <summary>What is around the code that records: a request, a call of a hub, a circuit.</summary>
internal interface ISurroundings
{
    /// <summary>What is known now. Called on any thread.</summary>
    RequestFacts Read();
}
