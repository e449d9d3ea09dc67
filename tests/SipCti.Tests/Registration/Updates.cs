using SipCti.Messages;
using SipCti.Registration;

namespace SipCti.Tests.Registration;

/// <summary>Short forms of updates, so that a test shows only what it is about.</summary>
internal static class Updates
{
    public const string Alice = "sip:alice@pbx.example";
    public const string Bob = "sip:bob@pbx.example";

    public static RegistrationContact Contact(string uri, double seconds = 600) => new(SipUri.Parse(uri), TimeSpan.FromSeconds(seconds));

    public static RegistrationUpdate Of(string address, string callId, uint cseq, params RegistrationContact[] contacts) =>
        new() { AddressOfRecord = address, CallId = callId, CSeq = cseq, Contacts = contacts };

    public static RegistrationUpdate Clear(string address, string callId, uint cseq) =>
        new() { AddressOfRecord = address, CallId = callId, CSeq = cseq, RemoveAll = true };

    public static IReadOnlyList<NameAddr> Path(params string[] uris) => [.. uris.Select(uri => new NameAddr(SipUri.Parse(uri)))];

    public static string[] Contacts(this IEnumerable<Binding> bindings) => [.. bindings.Select(binding => binding.Contact.ToString())];
}
