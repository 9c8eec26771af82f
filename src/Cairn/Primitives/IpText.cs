using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cairn.Primitives;

/// <summary>Addresses in the one spelling of RFC 5952: .NET's differs where an IPv6 address ends in an IPv4 one.</summary>
internal static class IpText
{
    private const int Longest = 45; // Eight groups, the last two as an IPv4 address.

    public static string Of(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address.ToString();
        }

        var zone = address.ScopeId == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"%{address.ScopeId}");
        return (address.IsIPv4MappedToIPv6 ? $"::ffff:{address.MapToIPv4()}" : Groups(address)) + zone;
    }

    /// <summary>
    /// The address of a text; <see langword="null"/> where it is none in a usual spelling. A zone that is a name is left out: what it
    /// means, only its host knows.
    /// </summary>
    public static IPAddress? Parse(string text)
    {
        var zone = text.IndexOf('%', StringComparison.Ordinal);
        var (bare, scope) = zone < 0 ? (text, "") : (text[..zone], text[(zone + 1)..]);

        // IPAddress also reads 1, 0x7f.1, 192.0.2.07 and [::1]; they are no addresses here.
        if (bare.Length > Longest || bare.AsSpan().ContainsAny('[', ']') || !IPAddress.TryParse(bare, out var address))
        {
            return null;
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return zone < 0 && address.ToString() == bare ? address : null;
        }

        return zone < 0 ? address
            : scope.Length == 0 ? null
            : uint.TryParse(scope, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new(address.GetAddressBytes(), number)
            : address;
    }

    private static string Groups(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        var groups = new int[8];
        for (var i = 0; i < 8; i++)
        {
            groups[i] = (bytes[i * 2] << 8) | bytes[(i * 2) + 1];
        }

        return Join(groups);
    }

    private static string Join(int[] groups)
    {
        var (start, length) = LongestZeros(groups);
        var text = new StringBuilder(39);
        for (var i = 0; i < groups.Length; i++)
        {
            if (i == start)
            {
                text.Append("::");
                i += length - 1;
                continue;
            }

            text.Append(text.Length > 0 && text[^1] != ':' ? ":" : "").Append(groups[i].ToString("x", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    // RFC 5952 section 4.2: the longest run of at least two zero groups, the first of equals.
    private static (int Start, int Length) LongestZeros(int[] groups)
    {
        var best = (Start: -1, Length: 1);
        for (var i = 0; i < groups.Length; i++)
        {
            var length = groups.AsSpan(i).IndexOfAnyExcept(0) is var end && end < 0 ? groups.Length - i : end;
            if (length > best.Length)
            {
                best = (i, length);
            }
        }

        return best;
    }
}
