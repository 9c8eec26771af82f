namespace Cairn.AspNetCore.Requests;

/// <summary>What is around the running code, on whatever thread it goes on. Each host has its own.</summary>
internal sealed class RequestFlow
{
    private readonly AsyncLocal<ISurroundings?> current = new();

    /// <summary>Set in an async method, it holds until that method ends, and for what it starts.</summary>
    public ISurroundings? Current
    {
        get => current.Value;
        set => current.Value = value;
    }

    /// <summary>The request, where the code runs in one.</summary>
    public RequestCapture? Request => current.Value as RequestCapture;
}
