namespace Cairn.EntityFrameworkCore;

/// <summary>
/// How the fluent methods write into a model what the attributes say. Their values are texts and booleans, so that a
/// compiled model keeps them.
/// </summary>
internal static class Annotations
{
    public const string Audited = "Cairn:Audited";
    public const string Type = "Cairn:Type";
    public const string Ignored = "Cairn:Ignored";
    public const string Secret = "Cairn:Secret";
    public const string Personal = "Cairn:Personal";
    public const string Subject = "Cairn:Subject";
    public const string SubjectType = "Cairn:SubjectType";
    public const string SoftDelete = "Cairn:SoftDelete";
}
