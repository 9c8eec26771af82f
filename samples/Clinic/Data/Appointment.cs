namespace Cairn.Samples.Clinic.Data;

/// <summary>A time at the clinic. Every change of one is recorded.</summary>
[Audited("appointment")]
public sealed class Appointment
{
    public int Id { get; set; }

    /// <summary>The account of whoever comes.</summary>
    public required string PatientId { get; set; }

    public DateTime StartsAt { get; set; }

    /// <summary>Why they come: erased from the log with the patient.</summary>
    [PersonalData(Subject = nameof(PatientId), SubjectType = "user")]
    public string? Reason { get; set; }

    public bool IsConfirmed { get; set; }
}
