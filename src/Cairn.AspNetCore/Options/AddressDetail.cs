namespace Cairn;

/// <summary>How much of a client's address is kept.</summary>
public enum AddressDetail
{
    /// <summary>The whole address.</summary>
    Full,

    /// <summary>Its network: the first 24 bits of an IPv4 address, the first 64 of an IPv6 one; the rest is zero.</summary>
    Network,

    /// <summary>Nothing.</summary>
    None,
}
