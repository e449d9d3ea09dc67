using SipCti.Messages;
using SipCti.Registration;

namespace SipCti.Tests.Registration;

/// <summary>Terminals that register, refresh, leave, come back under new Call-IDs and sometimes get the order wrong.</summary>
internal sealed class RandomRegistrations(Random random, int addresses)
{
    private readonly SipUri[] _contacts =
        [.. Enumerable.Range(0, 12).Select(i => SipUri.Parse($"sip:t@192.0.2.{i % 6}:{5060 + (i / 6)}" + (i % 3 == 0 ? ";x=" + i : "")))];

    private readonly Dictionary<string, uint> _sequences = [];

    public RegistrationUpdate Next()
    {
        string address = $"sip:{random.Next(addresses)}@pbx.example";
        string callId = $"{address}-{random.Next(3)}";
        uint cseq = _sequences.GetValueOrDefault(callId) + (random.Next(20) == 0 ? 0u : 1u);
        _sequences[callId] = cseq;
        int kind = random.Next(100);
        return new RegistrationUpdate
        {
            AddressOfRecord = address,
            CallId = callId,
            CSeq = cseq,
            RemoveAll = kind < 4,
            Contacts = kind < 8 ? [] : [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => NextContact())],
            Path = random.Next(2) == 0 ? [] : [new NameAddr(SipUri.Parse($"sip:flow{random.Next(50)}@edge.example;lr"))],
        };
    }

    private RegistrationContact NextContact()
    {
        TimeSpan expires = random.Next(5) == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(random.Next(1, 120_000));
        bool isOutbound = random.Next(10) == 0;
        return new RegistrationContact(_contacts[random.Next(_contacts.Length)], expires)
        {
            Q = random.Next(1, 4) / 4.0,
            InstanceId = isOutbound ? $"urn:uuid:{random.Next(3)}" : null,
            RegId = isOutbound ? random.Next(1, 3) : null,
        };
    }
}
