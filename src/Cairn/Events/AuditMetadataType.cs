using System.Diagnostics.CodeAnalysis;

namespace Cairn;

/// <summary>What the values of a member of an action's metadata are.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The names that JSON Schema has for types of values.")]
public enum AuditMetadataType
{
    /// <summary>Any JSON value.</summary>
    Any,

    /// <summary>A text.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>An object.</summary>
    Object,

    /// <summary>An array.</summary>
    Array,
}
