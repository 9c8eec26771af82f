namespace Cairn.Samples.Clinic.Data;

/// <summary>What an appointment costs.</summary>
[Audited("payment")]
public sealed class Payment
{
    public int Id { get; set; }

    public int AppointmentId { get; set; }

    public decimal Amount { get; set; }

    /// <summary><c>open</c>, <c>paid</c> or <c>refunded</c>.</summary>
    public required string Status { get; set; }

    /// <summary>What the provider gave: recorded as changed, never as it is.</summary>
    [AuditSecret]
    public string? ProviderReference { get; set; }
}
