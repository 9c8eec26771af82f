using System.Text.Json.Serialization;

namespace Cairn.Server.Serving;

/// <summary>What the server keeps as JSON.</summary>
[JsonSerializable(typeof(Dictionary<string, DateTimeOffset>), TypeInfoPropertyName = "KeyTimes")]
[JsonSerializable(typeof(ViewerSessions.Session))]
internal sealed partial class ServingJson : JsonSerializerContext;
