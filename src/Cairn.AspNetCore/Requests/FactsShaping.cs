using System.Net;
using System.Net.Sockets;

namespace Cairn.AspNetCore.Requests;

/// <summary>Makes of the facts what a tenant wants to keep.</summary>
internal static class FactsShaping
{
    /// <param name="facts">All there is.</param>
    /// <param name="options">What is left out.</param>
    /// <param name="tenant">Whose log the event goes to, where somebody said so; <see langword="null"/>: the request's.</param>
    public static AuditAmbient Shape(this RequestFacts facts, HttpCaptureOptions options, string? tenant)
    {
        var members = options.MembersFor(tenant ?? facts.Tenant.Tenant);
        return new()
        {
            Actor = Actor(facts.Actor, members),
            Tenant = facts.Tenant.Tenant,
            Context = new()
            {
                IpAddress = Address(facts.Address, members.Address),
                UserAgent = members.UserAgent ? facts.UserAgent : null,
                RequestId = members.RequestId ? facts.RequestId : null,
                TraceId = members.TraceId ? facts.TraceId : null,
                SessionId = members.SessionId ? facts.SessionId : null,
                OperationId = facts.OperationId,
            },
            Metadata = Metadata(facts, members, tenant),
        };
    }

    /// <summary>The address, or the network it is in.</summary>
    internal static IPAddress? Address(IPAddress? address, AddressDetail detail)
    {
        if (address is null || detail == AddressDetail.None)
        {
            return null;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return detail == AddressDetail.Full ? address : Network(address);
    }

    private static IPAddress Network(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        bytes = bytes[..length];
        bytes[(address.AddressFamily == AddressFamily.InterNetwork ? 3 : 8)..].Clear();
        return new(bytes);
    }

    private static AuditActor Actor(AuditActor actor, CapturedMembers members) =>
        members is { Name: true, Email: true, Role: true } ? actor : actor with
        {
            Name = members.Name ? actor.Name : null,
            Email = members.Email ? actor.Email : null,
            Role = members.Role ? actor.Role : null,
        };

    private static List<KeyValuePair<string, AuditValue>> Metadata(RequestFacts facts, CapturedMembers members, string? tenant)
    {
        var all = new List<KeyValuePair<string, AuditValue>>(3);
        Add(all, "http.route", members.Route ? facts.Route : null);
        Add(all, "http.method", members.Method ? facts.Method : null);
        if (tenant is null)
        {
            Add(all, facts.Tenant.IsWithoutLog ? "tenant_without_log" : "tenant_claimed", facts.Tenant.Claimed);
        }

        return all;
    }

    private static void Add(List<KeyValuePair<string, AuditValue>> all, string name, string? value)
    {
        if (value is not null)
        {
            all.Add(new(name, value));
        }
    }
}
