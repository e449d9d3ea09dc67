using SipCti.Messages;
using SipCti.Registration;
using SipCti.Transport;

namespace SipCti.Proxying;

/// <summary>Knows for which addresses a proxy is responsible (RFC 3261 section 16.5), and under which addresses-of-record they may be registered.</summary>
internal sealed class ServedDomains
{
    private readonly string[] _names;
    private readonly HashSet<string> _known;
    private readonly TransportLayer _transport;

    public ServedDomains(IReadOnlyList<string> names, TransportLayer transport)
    {
        _names = [.. names];
        _known = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        _transport = transport;
    }

    /// <summary>True when no domain was named: then also the registrations tell what is served.</summary>
    public bool AreOpen => _names.Length == 0;

    /// <summary>True when a URI is in a domain of the proxy's, or names the server itself.</summary>
    // A domain without port is the server's whatever port it listens on: sip:201@192.0.2.1 names a user, not a socket.
    public bool Serve(SipUri uri) => uri.IsSip && (_known.Contains(uri.Host) || _transport.IsLocal(uri.Host, uri.Port ?? _transport.SentByPort));

    /// <summary>True when a Route leads to this server: by one of its addresses, or by the name of a domain, which phones have as their outbound proxy.</summary>
    public bool NameServer(SipUri route) =>
        route.IsSip && (_transport.IsLocal(route.Host, route.Port) || (_known.Contains(route.Host) && (route.Port is null || route.Port == _transport.SentByPort)));

    /// <summary>True when a URI inside a dialog, which names one terminal and not a user, still leads to a user of the proxy's.</summary>
    // Where the domain is an IP address, a terminal on that machine has it in its Contact, with a port.
    public bool ServeContact(SipUri uri) => uri.IsSip && ((uri.Port is null && _known.Contains(uri.Host)) || _transport.IsLocal(uri.Host, uri.Port ?? _transport.SentByPort));

    /// <summary>The domain in which a dialled address is understood.</summary>
    /// <param name="dialled">A sip URI in a served domain, or a telephone number.</param>
    /// <param name="caller">The caller's address: people dial numbers in their own domain.</param>
    public string DomainOf(SipUri dialled, SipUri caller) =>
        !dialled.IsTel ? dialled.Host
        : Serve(caller) ? caller.Host
        : _names.Length > 0 ? _names[0]
        : _transport.SentByHost;

    /// <summary>The bindings of an address, looked up in its canonical form (RFC 3261 section 10.3), then under the other names of the same address.</summary>
    public IReadOnlyList<Binding> Find(IRegistrationLookup table, SipUri address, SipUri caller)
    {
        var found = table.Find(address.AddressOfRecord);
        if (found.Count > 0) return found;
        foreach (var other in OtherNames(address, caller))
        {
            found = table.Find(other);
            if (found.Count > 0) return found;
        }

        return [];
    }

    /// <summary>True when the host says that an address exists, under whatever name.</summary>
    public bool Know(Func<string, bool> knows, SipUri address, SipUri caller) => knows(address.AddressOfRecord) || OtherNames(address, caller).Any(knows);

    private IEnumerable<string> OtherNames(SipUri address, SipUri caller)
    {
        var number = DialledNumber.Of(address);
        if (number.Length == 0) yield break;
        if (address.IsTel)
        {
            // A lookup gives nothing away, so with open domains the caller's own is tried whatever it is.
            if (caller.IsSip && (AreOpen || Serve(caller))) yield return At(caller.Host);
            if (AreOpen) yield return At(_transport.SentByHost);
        }
        else
        {
            if (number != address.User) yield return At(address.Host);
            // A phone that knows the server by its IP address means the domain that is served there.
            if (_known.Contains(address.Host) || !Serve(address)) yield break;
        }

        foreach (var name in _names) yield return At(name);

        string At(string host) => SipUri.Create(number, host).AddressOfRecord;
    }
}
