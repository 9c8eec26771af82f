using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Cairn.Primitives;

namespace Cairn.Querying;

/// <summary>Networks as people write them: an address, a slash, and how many of its bits count.</summary>
internal static class AddressPrefix
{
    /// <summary>The network of a text, whatever stands in the bits that do not count; <see langword="null"/>: it is none.</summary>
    public static IPNetwork? Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && IpText.Parse(text[..slash]) is { } address
            && (address.AddressFamily == AddressFamily.InterNetwork || address.ScopeId == 0)
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            && bits <= (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
            ? Of(address, bits)
            : null;
    }

    /// <summary>The same network; one of IPv4 addresses that IPv6 maps as one of IPv4.</summary>
    public static IPNetwork Plain(IPNetwork network) => Of(network.BaseAddress, network.PrefixLength);

    /// <summary>Whether all its addresses have the first bytes in common by which the store finds entries: 3 of IPv4, 8 of IPv6.</summary>
    public static bool IsOfOneNetwork(IPNetwork network) => Plain(network) is var plain
        && plain.PrefixLength >= (plain.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 24 : 64);

    public static string Format(IPNetwork network) =>
        string.Create(CultureInfo.InvariantCulture, $"{IpText.Of(network.BaseAddress)}/{network.PrefixLength}");

    private static IPNetwork Of(IPAddress address, int bits)
    {
        if (address.IsIPv4MappedToIPv6 && bits >= 96)
        {
            (address, bits) = (address.MapToIPv4(), bits - 96);
        }

        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] &= (byte)(0xFF00 >> Math.Clamp(bits - (8 * i), 0, 8));
        }

        return new(new IPAddress(bytes), bits);
    }
}
