using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Corpora;

/// <summary>Valid messages of deployed products and of the call flows of RFCs under <see cref="SipStrictness.Strict"/>.</summary>
public sealed class StrictCorpusTests
{
    private const string Product = "User-Agent: two slashes, a comma or an at sign are in no product";
    private const string Backslash = "History-Info: a backslash where the RFC breaks its line";

    /// <summary>Messages that four deployed parsers accept, and that the grammar does not: each with what is wrong.</summary>
    private static readonly Dictionary<string, string> NotByTheGrammar = new()
    {
        ["messages/valid/0103-REGISTER-sipnab.sip"] = Product,
        ["messages/valid/0104-ACK-sipnab.sip"] = Product,
        ["messages/valid/0105-REGISTER-sipnab.sip"] = Product,
        ["messages/valid/0108-REGISTER-sipnab.sip"] = Product,
        ["messages/valid/0111-INVITE-sipnab.sip"] = Product,
        ["messages/valid/0113-INVITE-sipnab.sip"] = Product,
        ["messages/valid/0114-100-sipnab.sip"] = Product,
        ["messages/valid/0115-180-sipnab.sip"] = Product,
        ["messages/valid/0116-180-sipnab.sip"] = Product,
        ["messages/valid/0118-200-sipnab.sip"] = Product,
        ["messages/valid/0119-200-sipnab.sip"] = Product,
        ["messages/valid/0120-ACK-sipnab.sip"] = Product,
        ["messages/valid/0121-ACK-sipnab.sip"] = Product,
        ["messages/valid/0123-INVITE-sipnab.sip"] = Product,
        ["messages/valid/0204-200-sipnab.sip"] = Product,
        ["messages/valid/0365-REGISTER-profuzzbench.sip"] = Product,
        ["messages/valid/0570-INVITE-sip2json.sip"] = "Expires: beyond 32 bits",
        ["messages/valid/0628-REGISTER-sipgo.sip"] = Product,
        ["messages/valid/0861-INVITE-resiprocate.sip"] = "Unsupported: empty",
        ["messages/valid/0863-INVITE-resiprocate.sip"] = "Unsupported: empty",
        ["messages/valid/1127-ACK-heplify-server.sip"] = Product,
        ["messages/valid/1320-REGISTER-siprustserver.sip"] = "Contact: * beside another contact",
        ["rfcflows/rfc4028/13-005.sip"] = "Record-Route: no angle brackets",
        ["rfcflows/rfc4028/13-006.sip"] = "Route: no angle brackets",
        ["rfcflows/rfc5589/8-038.sip"] = "Replaces: a parameter name broken by a fold",
        ["rfcflows/rfc6314/5.1.1.1-001.sip"] = "Contact: a space inside the angle brackets",
        ["rfcflows/rfc6314/5.1.1.1-002.sip"] = "Contact: a space inside the angle brackets",
        ["rfcflows/rfc6405/5.4-009.sip"] = "Request-URI: a host that begins with a dot",
        ["rfcflows/rfc7131/3.1-006.sip"] = Backslash,
        ["rfcflows/rfc7131/3.1-007.sip"] = Backslash,
        ["rfcflows/rfc7131/3.1-008.sip"] = Backslash,
        ["rfcflows/rfc7131/3.1-009.sip"] = Backslash,
        ["rfcflows/rfc7131/3.4-033.sip"] = Backslash,
        ["rfcflows/rfc7131/3.4-037.sip"] = Backslash,
        ["rfcflows/rfc7131/3.6-046.sip"] = Backslash,
        ["rfcflows/rfc7131/3.7-052.sip"] = Backslash,
        ["rfcflows/rfc7131/3.7-054.sip"] = Backslash,
        ["rfcflows/rfc7131/3.7-055.sip"] = Backslash,
    };

    [Test]
    public void Valid_messages_are_accepted_but_for_the_listed_ones()
    {
        var refused = new Dictionary<string, string>();
        foreach (CorpusFile file in CorpusFiles.Of("messages").Concat(CorpusFiles.Of("rfcflows")).Where(f => f.Verdict == "valid"))
        {
            Assert.That(SipMessage.TryParse(file.Bytes, SipLimits.Default, out SipMessage? message, out SipFault fault), Is.True, $"{file} {fault}");
            if (!StrictGrammar.TryCheck(message!, out fault))
                refused[file.Name] = fault.Header ?? "Request-URI";
        }

        Assert.That(refused, Is.EquivalentTo(NotByTheGrammar.ToDictionary(p => p.Key, p => p.Value[..p.Value.IndexOf(':', StringComparison.Ordinal)])));
    }

    [Test]
    public void No_message_throws_whole_or_damaged()
    {
        foreach (CorpusFile file in CorpusFiles.Of("messages").Concat(CorpusFiles.Of("rfcflows")).Concat(CorpusFiles.Of("advisory")).Where(f => !f.Name.EndsWith(".md", StringComparison.Ordinal)))
        {
            byte[] bytes = file.Bytes;
            for (int i = 0; i < bytes.Length; i += 1 + (bytes.Length / 8))
            {
                bytes[i] ^= 0x20;
                if (SipMessage.TryParse(bytes, SipLimits.Default, out SipMessage? message, out _) && !StrictGrammar.TryCheck(message, out SipFault fault))
                    Assert.That(fault.Offset, Is.InRange(0, bytes.Length), file.Name);
                bytes[i] ^= 0x20;
            }
        }
    }
}
