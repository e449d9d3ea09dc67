using CsCheck;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Messages;

/// <summary>What a host builds is read as it was built: parse(write(m)) = m.</summary>
public sealed class BuiltMessagePropertyTests
{
    private static readonly Gen<string> Token = Gen.Char["abcxyzABC019-.!%*_+`'~"].Array[1, 10].Select(chars => new string(chars));

    private static readonly Gen<string> Text = Gen.Char[" \t,;:\"<>=@\\%&?/()[]{}|^abcXYZ019\u00e4\u20ac"].Array[0, 40].Select(chars => new string(chars));

    private static readonly Gen<SipUri> Uri =
        from user in Gen.Char["ab ;?@:%/\u00e4+1"].Array[1, 6].Select(chars => new string(chars)).Null()
        from host in Gen.OneOf("h", "example.com", "192.0.2.1", "[2001:db8::1]")
        from port in Gen.Int[1, 65_535].Nullable()
        from name in Token
        from value in Text.Null()
        from isSecure in Gen.Bool
        select SipUri.Create(user, host, port, isSecure: isSecure).WithParameter(name, value);

    private static readonly Gen<NameAddr> Address =
        from uri in Uri
        from name in Text.Null()
        from tag in Token
        select new NameAddr(uri, name).WithTag(tag);

    private static readonly Gen<SipRequest> Request =
        from method in Gen.OneOf(Gen.OneOf("INVITE", "REGISTER", "NOTIFY"), Token)
        from uri in Uri
        from sender in Address
        from receiver in Address
        from callId in Token
        from number in Gen.UInt[0, int.MaxValue]
        from fields in Gen.Select(Token.Select(t => "X" + t), Text.Select(t => t.Trim(' ', '\t'))).Array[0, 6]
        from body in Gen.Byte.Array[0, 60]
        select Build(SipRequest.Create(new SipMethod(method), uri, sender, receiver, callId, number), fields, body);

    [Test]
    public void A_built_request_is_read_as_it_was_built() => Request.Sample(request => Same(request), iter: 1_000);

    [Test]
    public void A_response_to_it_is_read_as_it_was_built() =>
        Gen.Select(Request, Gen.Int[100, 699], Text, Token).Sample((request, status, reason, tag) => Same(request.CreateResponse(status, reason.Trim(), tag)), iter: 1_000);

    private static SipRequest Build(SipRequest request, (string Name, string Value)[] fields, byte[] body)
    {
        request.Headers.Prepend(HeaderId.Via, "SIP/2.0/TCP h;branch=" + SipTokens.NewBranch());
        foreach ((string name, string value) in fields)
            request.Headers.Append(name, value);
        request.SetBody(body, "application/octet-stream");
        return request;
    }

    private static void Same(SipMessage built)
    {
        byte[] written = built.ToArray();
        Assert.That(SipMessage.TryParse(written, SipLimits.Default, out SipMessage? read, out SipFault fault), Is.True, () => $"{fault}\n{built}");
        Assert.Multiple(() =>
        {
            Assert.That(read!.ToArray(), Is.EqualTo(written));
            Assert.That(read.Headers.Select(h => (h.Name, h.Value)), Is.EqualTo(built.Headers.Select(h => (h.Name, h.Value))));
            Assert.That(read.Body.ToArray(), Is.EqualTo(built.Body.ToArray()));
            Assert.That(Describe(read), Is.EqualTo(Describe(built)));
        });
    }

    private static string Describe(SipMessage message)
    {
        string start = message switch
        {
            SipRequest request => $"{request.Method} {request.RequestUri} {request.RequestUri.User}",
            SipResponse response => $"{response.StatusCode} {response.ReasonPhrase}",
            _ => "",
        };
        return $"{start}|{message.TopVia}|{message.From}|{message.From.DisplayName}|{message.FromTag}|{message.From.Uri.User}|{message.To}|{message.ToTag}|{message.CallId}|{message.CSeq}";
    }
}
