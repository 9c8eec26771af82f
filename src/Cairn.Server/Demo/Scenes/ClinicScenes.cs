using static Cairn.StandardActions;

namespace Cairn.Server.Demo.Scenes;

/// <summary>Appointments: signing in, appointments moved and cancelled, payments.</summary>
internal static class ClinicScenes
{
    private const string Source = "clinic";

    public static IReadOnlyList<Scene> All { get; } =
    [
        new(16, dice => SignIn.InAndOut(dice, Source, Cast.Clinic)),
        new(4, dice => SignIn.Mistyped(dice, Source, Cast.Clinic)),
        new(2, dice => SignIn.Forgotten(dice, Source, Cast.Clinic)),
        new(14, Moved),
        new(5, Cancelled),
        new(9, Paid),
    ];

    private static IEnumerable<SceneEvent> Moved(Dice dice)
    {
        var (id, patient) = (Appointment(dice), dice.Of(Cast.Patients));
        var (from, to) = (Slot(dice), Slot(dice));
        yield return SceneEvent.First(RecordUpdated.By(dice.Of(Cast.Clinic)).From(dice.Request(Source))
            .On("appointment", id).On(patient.Type, patient.Id, patient.Name)
            .Change("starts_at", from, to)
            .Change("room", $"room {dice.Between(1, 4)}", $"room {dice.Between(5, 8)}")
            .Because(dice.OneOf("the patient asked for it", "the physician is away", "the room is taken")));
    }

    private static IEnumerable<SceneEvent> Cancelled(Dice dice)
    {
        yield return SceneEvent.First(RecordDeleted.By(dice.Of(Cast.Clinic)).From(dice.Request(Source))
            .On("appointment", Appointment(dice))
            .Because(dice.OneOf("cancelled by phone", "entered twice")));
    }

    private static IEnumerable<SceneEvent> Paid(Dice dice)
    {
        var (invoice, amount) = ($"inv-{dice.Between(2000, 2999)}", dice.Between(20, 240));
        var payment = PaymentUpdated.By(dice.Of(Cast.Clinic)).From(dice.Request(Source))
            .On("invoice", invoice, $"invoice {invoice[4..]}")
            .Change("status", "open", "paid")
            .With("amount", amount)
            .With("currency", "EUR");
        if (!dice.Chance(18))
        {
            yield return SceneEvent.First(payment);
            yield break;
        }

        yield return SceneEvent.First(payment.Failed("the card was declined", "card_declined"));
        if (dice.Chance(60))
        {
            yield return new(dice.Seconds(60, 600), payment.With("attempt", 2));
        }
    }

    private static string Appointment(Dice dice) => $"ap-{dice.Between(10_000, 19_999)}";

    private static string Slot(Dice dice) => $"{dice.Between(8, 16):00}:{dice.OneOf("00", "15", "30", "45")}";
}
