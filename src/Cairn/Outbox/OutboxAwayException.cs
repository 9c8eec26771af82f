namespace Cairn.Outbox;

/// <summary>The outbox's own database does not answer: no tenant's rows can be moved now.</summary>
internal sealed class OutboxAwayException(Exception innerException) : Exception(innerException.Message, innerException)
{
    /// <summary>Does something only that database can be the reason of failing for.</summary>
    public static async ValueTask Guard(Func<ValueTask> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw new OutboxAwayException(e);
        }
    }
}
