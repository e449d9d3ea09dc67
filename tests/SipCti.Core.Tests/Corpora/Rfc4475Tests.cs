using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Corpora;

/// <summary>The torture messages of RFC 4475, each with the answer that this floor gives; the whole archive runs.</summary>
public sealed class Rfc4475Tests
{
    private const string Accepted = "accepted";

    /// <summary>What the parser says of every file, by its name; those that only a higher floor refuses are accepted here.</summary>
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["badaspec"] = Accepted,
        ["badbranch"] = Accepted,
        ["baddate"] = Accepted,
        ["baddn"] = "400 Bad Request - No Blank Line After Header Fields",
        ["badinv01"] = "400 Bad Request - Invalid Via",
        ["badvers"] = "505 Version Not Supported",
        ["bcast"] = Accepted,
        ["bext01"] = Accepted,
        ["bigcode"] = "400 Bad Request - Invalid Status Code",
        ["clerr"] = "400 Bad Request - Body Shorter Than Content-Length",
        ["cparam01"] = Accepted,
        ["cparam02"] = Accepted,
        ["dblreq"] = Accepted,
        ["esc01"] = Accepted,
        ["esc02"] = Accepted,
        ["escnull"] = Accepted,
        ["escruri"] = "400 Bad Request - Invalid Request-URI",
        ["insuf"] = "400 Bad Request - Missing From",
        ["intmeth"] = Accepted,
        ["inv2543"] = Accepted,
        ["invut"] = Accepted,
        ["longreq"] = Accepted,
        ["ltgtruri"] = "400 Bad Request - Invalid Request-URI",
        ["lwsdisp"] = Accepted,
        ["lwsruri"] = "400 Bad Request - Invalid Request-URI",
        ["lwsstart"] = "400 Bad Request - Invalid Request-URI",
        ["mcl01"] = "400 Bad Request - Conflicting Content-Length",
        ["mismatch01"] = "400 Bad Request - CSeq Method Differs From Request Method",
        ["mismatch02"] = "400 Bad Request - CSeq Method Differs From Request Method",
        ["mpart01"] = Accepted,
        ["multi01"] = "400 Bad Request - Repeated CSeq",
        ["ncl"] = "400 Bad Request - Invalid Content-Length",
        ["noreason"] = Accepted,
        ["novelsc"] = Accepted,
        ["quotbal"] = "400 Bad Request - Invalid To",
        ["regaut01"] = Accepted,
        ["regbadct"] = Accepted,
        ["regescrt"] = Accepted,
        ["scalar02"] = "400 Bad Request - Invalid CSeq",
        ["scalarlg"] = "400 Bad Request - Invalid CSeq",
        ["sdp01"] = Accepted,
        ["semiuri"] = Accepted,
        ["test"] = "400 Bad Request - Invalid Header Field",
        ["transports"] = Accepted,
        ["trws"] = "400 Bad Request - Invalid Start Line",
        ["unkscm"] = Accepted,
        ["unksm2"] = Accepted,
        ["unreason"] = Accepted,
        ["wsinv"] = Accepted,
        ["zeromf"] = Accepted,
    };

    /// <summary>Files that we do not treat as the RFC says, each with the reason. A file that comes to be satisfied must leave the list.</summary>
    private static readonly Dictionary<string, string> NotSatisfied = [];

    private static CorpusFile[] Files() => CorpusFiles.OfOrNone("rfc4475");

    [Test]
    public void The_archive_is_complete() =>
        Assert.That(CorpusFiles.Of("rfc4475").Select(Name), Is.EquivalentTo(Expected.Keys));

    [TestCaseSource(nameof(Files))]
    public void A_message_gets_its_answer(CorpusFile file)
    {
        bool isRead = SipMessage.TryParse(file.Bytes, SipLimits.Default, out SipMessage? message, out SipFault fault);
        Assert.That(isRead ? Accepted : $"{fault.StatusCode} {fault.ReasonPhrase}", Is.EqualTo(Expected[Name(file)]), file.Expect);
        if (isRead)
            Assert.That(file.Bytes.AsSpan().StartsWith(message!.ToArray()), "what is accepted is written back byte for byte");
    }

    [TestCaseSource(nameof(Files))]
    public void The_verdict_of_the_rfc_is_met(CorpusFile file)
    {
        bool isRead = SipMessage.TryParse(file.Bytes, SipLimits.Default, out SipMessage? message, out _);
        bool isMet = file.Verdict switch
        {
            "valid" or "valid-refuse" => isRead,

            // regbadct: its Contact is malformed, which the reader of Contact tells and the registrar answers with 400.
            "invalid" => !isRead || !message!.TryGetContacts(out _),
            _ => true,
        };
        Assert.That(isMet, Is.EqualTo(!NotSatisfied.TryGetValue(Name(file), out string? reason)), reason ?? file.Expect);
    }

    [Test]
    public void Wsinv_reads_through_all_its_white_space()
    {
        SipRequest request = Read("wsinv");
        Assert.Multiple(() =>
        {
            Assert.That((request.ToTag, request.FromTag, request.CallId, request.CSeq), Is.EqualTo(("1918181833n", "98asjd8", "wsinv.ndaksdj@192.0.2.1", new CSeq(9, SipMethod.Invite))));
            Assert.That(request.From.DisplayName, Is.EqualTo("J Rosenberg \\\""));
            Assert.That(request.TryGetVias(out IReadOnlyList<Via> vias) ? vias.Select(v => $"{v.Transport} {v.SentBy} {v.Branch}") : [], Is.EqualTo(new[] { "UDP 192.0.2.2 390skdjuw", "TCP spindle.example.com z9hG4bK9ikj8", "UDP 192.168.255.111 z9hG4bK30239" }));
            Assert.That(request.TryGetMaxForwards(out int? hops) ? hops : -1, Is.EqualTo(68));
            Assert.That(request.TryGetRoutes(out IReadOnlyList<NameAddr> routes) && routes.Single().Uri.IsLooseRoute);
            Assert.That(request.TryGetContacts(out ContactList contacts) ? contacts.Single().Q : null, Is.EqualTo(0.33));
            Assert.That(request.Headers.First("NewFangledHeader"), Is.EqualTo("newfangled value continued newfangled value"));
            Assert.That(request.RequestUri.Parameters.Contains("unknownparam"));
            Assert.That(request.Headers.First(HeaderId.Subject), Is.Empty);
        });
    }

    [Test]
    public void Intmeth_is_a_method_of_odd_characters() =>
        Assert.That(Read("intmeth").Method.Name, Is.EqualTo("!interesting-Method0123456789_*+`.%indeed'~"));

    [Test]
    public void Esc02_is_no_register() => Assert.That(Read("esc02").Method, Is.Not.EqualTo(SipMethod.Register));

    [Test]
    public void Esc01_user_is_decoded() => Assert.That(Read("esc01").RequestUri.User, Is.EqualTo("sips:user@example.com"));

    [Test]
    public void Escnull_has_two_contacts_that_differ()
    {
        Assert.That(Read("escnull").TryGetContacts(out ContactList contacts), Is.True);
        Assert.That((contacts.Count, contacts[0].Uri.Equals(contacts[1].Uri)), Is.EqualTo((2, false)));
    }

    [Test]
    public void Semiuri_user_holds_a_semicolon() => Assert.That(Read("semiuri").RequestUri.User, Is.EqualTo("user;par=u@example.net"));

    [Test]
    public void Transports_are_all_read() =>
        Assert.That(Read("transports").TryGetVias(out IReadOnlyList<Via> vias) ? vias.Select(v => v.Transport) : [], Is.EqualTo(new[] { "UDP", "SCTP", "TLS", "UNKNOWN", "TCP" }));

    [Test]
    public void Dblreq_is_one_register_in_a_datagram() => Assert.That((Read("dblreq").Method, Read("dblreq").Body.Length), Is.EqualTo((SipMethod.Register, 0)));

    [TestCase("cparam01", "sip:+19725552222@gw1.example.net", ";unknownparam")]
    [TestCase("cparam02", "sip:+19725552222@gw1.example.net;unknownparam", "")]
    [TestCase("regescrt", "sip:user@example.com?Route=%3Csip:sip.example.com%3E", "")]
    public void Contact_parameters_belong_to_the_uri_only_inside_brackets(string name, string uri, string parameters)
    {
        Assert.That(Read(name).TryGetContacts(out ContactList contacts), Is.True);
        Assert.That((contacts[0].Uri.ToString(), contacts[0].Address.Parameters.ToString()), Is.EqualTo((uri, parameters)));
    }

    [TestCase("unkscm", "nobodyknowsthisscheme")]
    [TestCase("novelsc", "soap.beep")]
    public void An_unknown_scheme_is_exposed(string name, string scheme) => Assert.That(Read(name).RequestUri.Scheme, Is.EqualTo(scheme));

    private static SipRequest Read(string name)
    {
        CorpusFile file = CorpusFiles.Of("rfc4475").Single(f => Name(f) == name);
        Assert.That(SipMessage.TryParse(file.Bytes, SipLimits.Default, out SipMessage? message, out SipFault fault), Is.True, fault.ToString());
        return (SipRequest)message!;
    }

    private static string Name(CorpusFile file) => Path.GetFileNameWithoutExtension(file.Name);
}
