using Microsoft.EntityFrameworkCore.Metadata;

namespace Cairn.EntityFrameworkCore;

/// <summary>One value of an entity that is recorded, and where it stands in the event's changes.</summary>
/// <param name="Property">The property.</param>
/// <param name="Path">JSON Pointer from the entity: <c>/Address/City</c>.</param>
/// <param name="Mark">How.</param>
internal sealed record ValuePlan(IProperty Property, string Path, DataMark Mark);

/// <summary>A collection of complex values, recorded element by element.</summary>
/// <param name="Property">The collection.</param>
/// <param name="Path">JSON Pointer from the entity.</param>
/// <param name="Mark">How.</param>
internal sealed record CollectionPlan(IComplexProperty Property, string Path, DataMark Mark);
