namespace Cairn;

/// <summary>
/// What every exception of Cairn's own is: <c>catch (CairnException)</c> catches them all. Misuse, such as a null or a closed log, throws
/// .NET's own <see cref="ArgumentException"/> and <see cref="ObjectDisposedException"/>.
/// </summary>
public abstract class CairnException : Exception
{
    private protected CairnException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
