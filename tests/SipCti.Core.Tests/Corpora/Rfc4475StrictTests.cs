using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Corpora;

/// <summary>The torture messages of RFC 4475 under <see cref="SipStrictness.Strict"/>: each is accepted, or refused as its text asks; none is skipped.</summary>
public sealed class Rfc4475StrictTests
{
    private const string Accepted = "accepted";

    /// <summary>Every file by its name: the answer, and for what is well formed but refused all the same, who refuses it.</summary>
    private static readonly Dictionary<string, string> Expected = new()
    {
        // 3.1.1: valid messages.
        ["wsinv"] = Accepted,
        ["intmeth"] = Accepted, // a UAS that does not know the method answers 405 or 501
        ["esc01"] = Accepted,
        ["escnull"] = Accepted,
        ["esc02"] = Accepted, // a UAS that does not know the method answers 405 or 501
        ["lwsdisp"] = Accepted,
        ["longreq"] = Accepted,
        ["dblreq"] = Accepted, // the second request in the datagram is ignored (RFC 3261 section 18.3)
        ["semiuri"] = Accepted,
        ["transports"] = Accepted,
        ["mpart01"] = Accepted,
        ["unreason"] = Accepted,
        ["noreason"] = Accepted,

        // 3.1.2: invalid messages.
        ["badinv01"] = "400 Bad Request - Invalid Via",
        ["clerr"] = "400 Bad Request - Body Shorter Than Content-Length",
        ["ncl"] = "400 Bad Request - Invalid Content-Length",
        ["scalar02"] = "400 Bad Request - Invalid CSeq",
        ["scalarlg"] = "400 Bad Request - Invalid CSeq",
        ["quotbal"] = "400 Bad Request - Invalid To",
        ["ltgtruri"] = "400 Bad Request - Invalid Request-URI",
        ["lwsruri"] = "400 Bad Request - Invalid Request-URI",
        ["lwsstart"] = "400 Bad Request - Invalid Request-URI",
        ["trws"] = "400 Bad Request - Invalid Start Line",
        ["escruri"] = "400 Bad Request - Invalid Request-URI",
        ["baddate"] = "400 Bad Request - Invalid Date",
        ["regbadct"] = "400 Bad Request - Invalid Contact",
        ["badaspec"] = "400 Bad Request - Invalid To",
        ["baddn"] = "400 Bad Request - No Blank Line After Header Fields", // the archive's copy ends early; StrictGrammarTests has it whole
        ["badvers"] = "505 Version Not Supported",
        ["mismatch01"] = "400 Bad Request - CSeq Method Differs From Request Method",
        ["mismatch02"] = "400 Bad Request - CSeq Method Differs From Request Method",
        ["bigcode"] = "400 Bad Request - Invalid Status Code",

        // 3.2 and 3.3: well formed, or wrong beyond the grammar.
        ["badbranch"] = "400 Bad Request - Invalid Via",
        ["insuf"] = "400 Bad Request - Missing From",
        ["unkscm"] = Accepted, // the proxy or UAS answers 416
        ["novelsc"] = Accepted, // the proxy or UAS answers 416
        ["unksm2"] = Accepted, // the registrar answers 404 or 416
        ["bext01"] = Accepted, // the UAS answers 420
        ["invut"] = Accepted, // the UAS answers 415
        ["regaut01"] = Accepted, // the registrar answers 401
        ["multi01"] = "400 Bad Request - Repeated CSeq",
        ["mcl01"] = "400 Bad Request - Conflicting Content-Length",
        ["bcast"] = Accepted, // the UAC drops it for its second Via
        ["zeromf"] = Accepted, // a proxy answers 483
        ["cparam01"] = Accepted,
        ["cparam02"] = Accepted,
        ["regescrt"] = Accepted,
        ["sdp01"] = Accepted, // the UAS answers 406

        // 3.4: RFC 2543, which RFC 3261 elements serve.
        ["inv2543"] = Accepted,

        // In the archive, not in the text: a header field without a name.
        ["test"] = "400 Bad Request - Invalid Header Field",
    };

    private static CorpusFile[] Files() => CorpusFiles.OfOrNone("rfc4475");

    [Test]
    public void The_archive_is_complete() =>
        Assert.That(CorpusFiles.Of("rfc4475").Select(Name), Is.EquivalentTo(Expected.Keys));

    [TestCaseSource(nameof(Files))]
    public void A_message_gets_the_answer_of_the_rfc(CorpusFile file)
    {
        bool isRead = SipMessage.TryParse(file.Bytes, SipLimits.Default, SipStrictness.Strict, out SipMessage? message, out SipFault fault);
        Assert.That(isRead ? Accepted : $"{fault.StatusCode} {fault.ReasonPhrase}", Is.EqualTo(Expected[Name(file)]), file.Expect);
        if (isRead)
            Assert.That(file.Bytes.AsSpan().StartsWith(message!.ToArray()), "what is accepted is written back byte for byte");
        bool mustBeRead = file.Verdict is "valid" or "valid-refuse";
        Assert.That(mustBeRead && !isRead, Is.False, "what is well formed is accepted here");
        Assert.That(file.Verdict.StartsWith("invalid", StringComparison.Ordinal) && isRead, Is.False, "what is malformed is refused, also where the text would let it pass");
    }

    private static string Name(CorpusFile file) => Path.GetFileNameWithoutExtension(file.Name);
}
