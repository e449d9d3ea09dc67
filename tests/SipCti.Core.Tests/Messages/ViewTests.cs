using System.Text;
using SipCti.Core.Tests.Corpora;
using SipCti.Messages;

namespace SipCti.Core.Tests.Messages;

/// <summary>The views read what the objects read, without allocating.</summary>
public sealed class ViewTests
{
    [Test]
    public void A_via_shows_its_parts()
    {
        SipMessage message = Samples.Read(Samples.Odd);
        ViaViews vias = message.Headers.ViewVias();
        Assert.That(vias.MoveNext());
        Assert.That(Show(vias.Current), Is.EqualTo("TCP one.example   z9hG4bK9ikj8"));
        Assert.That(vias.MoveNext());
        Assert.That(Show(vias.Current), Is.EqualTo("UDP 192.168.255.111 5080  z9hG4bK30239"));
        Assert.That(vias.MoveNext());
        Assert.That(Show(vias.Current), Is.EqualTo("SCTP [2001:db8::1] 5061 2001:db8::2 z9"));
        Assert.That((vias.MoveNext(), vias.IsMalformed, vias.MoveNext()), Is.EqualTo((false, false, false)));

        static string Show(ViaView via) => $"{Text(via.Transport)} {Text(via.Host)} {via.Port} {Text(via.Received)} {Text(via.Branch)}";
    }

    [Test]
    public void A_via_tells_the_port_that_was_seen()
    {
        Assert.That(ViaView.TryParse(" SIP/2.0/UDP h;rport=4711;x=\"a;b\";Y "u8, out ViaView via));
        Assert.That((via.HasRPort, via.RPort, via.Parameters.Contains("y"u8), via.Parameters.Contains("z"u8)), Is.EqualTo((true, (int?)4711, true, false)));
        Assert.That(via.Parameters.TryGet("X"u8, out ReadOnlySpan<byte> value) ? Text(value) : null, Is.EqualTo("a;b"));
        Assert.That(via.ToVia().RPort, Is.EqualTo(4711));
        Assert.That(via.ToString(), Is.EqualTo("SIP/2.0/UDP h;rport=4711;x=\"a;b\";Y"));
    }

    [Test]
    public void A_view_is_the_text_that_it_looks_at()
    {
        Assert.That(ViaView.TryParse(" SIP/2.0/UDP h ;x "u8, out ViaView via));
        Assert.That(NameAddrView.TryParse(" A <sip:h;lr>;y "u8, out NameAddrView address));
        Assert.That((Text(via.Text), via.ToString()), Is.EqualTo(("SIP/2.0/UDP h ;x", "SIP/2.0/UDP h ;x")));
        Assert.That((Text(address.Text), address.ToString()), Is.EqualTo(("A <sip:h;lr>;y", "A <sip:h;lr>;y")));
        Assert.That((Text(address.Uri.Text), address.Uri.ToString()), Is.EqualTo(("sip:h;lr", "sip:h;lr")));
        Assert.That((address.Uri.Parameters.Contains("l"u8), address.Uri.Parameters.TryGet("lrx"u8, out _)), Is.EqualTo((false, false)));
    }

    [Test]
    public void An_address_shows_its_parts()
    {
        Assert.That(NameAddrView.TryParse("\"A \\\"B\" <sips:al%20ice:pw@h:5061;transport=tcp;lr?a=b>;tag=1;x"u8, out NameAddrView address));
        SipUriView uri = address.Uri;
        Assert.That((Text(address.DisplayName), Text(address.Tag), address.Parameters.Contains("X"u8)), Is.EqualTo(("A \\\"B", "1", true)));
        Assert.That((Text(uri.Scheme), Text(uri.User), Text(uri.Host), uri.Port), Is.EqualTo(("sips", "al%20ice", "h", (int?)5061)));
        Assert.That((uri.IsSip, uri.IsSecure, uri.IsTel, uri.IsLooseRoute), Is.EqualTo((true, true, false, true)));
        Assert.That((uri.Parameters.TryGet("TRANSPORT"u8, out ReadOnlySpan<byte> transport), Text(transport), Text(uri.Headers)), Is.EqualTo((true, "tcp", "a=b")));
        Assert.That((uri.Parameters.TryGet("lr"u8, out ReadOnlySpan<byte> none), none.Length, Text(uri.Parameters.Text)), Is.EqualTo((true, 0, ";transport=tcp;lr")));
        Assert.That(uri.ToSipUri().User, Is.EqualTo("al ice"));
        Assert.That(address.ToNameAddr().DisplayName, Is.EqualTo("A \"B"));
    }

    [TestCase("sip:a@h;x=1", "tel:+1;ext=2", "urn:service:sos", ExpectedResult = "h||")]
    public string Other_schemes_have_no_host(params string[] uris) =>
        string.Join('|', uris.Select(uri => SipUriView.TryParse(Encoding.UTF8.GetBytes(uri), out SipUriView view) ? Text(view.Host) : "no URI"));

    [Test]
    public void An_escaped_name_is_found()
    {
        Assert.That(SipUriView.TryParse("sip:h;%41%5f=1;a=2"u8, out SipUriView uri));
        Assert.That(uri.Parameters.TryGet("a_"u8, out ReadOnlySpan<byte> value) ? Text(value) : null, Is.EqualTo("1"));
        Assert.That(uri.Parameters.TryGet("A"u8, out value) ? Text(value) : null, Is.EqualTo("2"));
        Assert.That(uri.ToSipUri().Parameters["a_"], Is.EqualTo("1"));
    }

    [TestCase("<sip:a@b>, <sip:c@d", 1)]
    [TestCase("<sip:a@b> <sip:c@d>", 0)]
    [TestCase("<sip:a@b>;=x", 0)]
    [TestCase("sip:a@b?x=y", 0)]
    [TestCase(" ,, <sip:a@b> ,\t, sip:c@d;e , ", 2)]
    public void A_malformed_address_ends_the_list_and_is_told(string list, int expected)
    {
        SipRequest request = Samples.ReadRequest(Samples.With("Route: " + list));
        NameAddrViews routes = request.Headers.ViewAddresses(HeaderId.Route);
        int count = 0;
        while (routes.MoveNext())
            count++;
        Assert.That((count, routes.IsMalformed), Is.EqualTo((expected, expected != 2)));
        Assert.That(request.TryGetRoutes(out IReadOnlyList<NameAddr> same) ? same.Count : -1, Is.EqualTo(expected == 2 ? 2 : -1));
    }

    [Test]
    public void Views_and_objects_agree_on_every_message()
    {
        foreach (CorpusFile file in CorpusFiles.Of("messages").Concat(CorpusFiles.Of("rfcflows")))
        {
            if (!SipMessage.TryParse(file.Bytes, SipLimits.Default, out SipMessage? message, out _))
                continue;
            foreach (HeaderId id in new[] { HeaderId.From, HeaderId.To, HeaderId.Route, HeaderId.RecordRoute, HeaderId.Path })
            {
                IReadOnlyList<NameAddr>? objects = Objects(message, id);
                Assert.That(Views(message, id), Is.EqualTo(objects?.Select(o => $"{o.Uri} {o.Tag}")), $"{file} {id}");
            }

            ViaViews vias = message.Headers.ViewVias();
            var seen = new List<string>();
            while (vias.MoveNext())
                seen.Add($"{Text(vias.Current.Host)}:{vias.Current.Port} {Text(vias.Current.Branch)}");
            bool isRead = message.TryGetVias(out IReadOnlyList<Via> all);
            Assert.That(vias.IsMalformed, Is.EqualTo(!isRead), file.Name);
            if (isRead)
                Assert.That(seen, Is.EqualTo(all.Select(v => $"{v.Host}:{v.Port} {v.Branch}")), file.Name);
        }
    }

    [Test]
    public void Reading_by_views_allocates_nothing()
    {
        SipMessage message = Samples.Read(Samples.Invite);
        Assert.That(ReadAll(message), Is.EqualTo(4));
        long before = GC.GetAllocatedBytesForCurrentThread();
        ReadAll(message);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static int ReadAll(SipMessage message)
    {
        int count = 0;
        ViaViews vias = message.Headers.ViewVias();
        while (vias.MoveNext())
            count += vias.Current.Parameters.Contains("branch"u8) ? 1 : 0;
        foreach (HeaderId id in (ReadOnlySpan<HeaderId>)[HeaderId.From, HeaderId.To, HeaderId.Contact])
        {
            NameAddrViews addresses = message.Headers.ViewAddresses(id);
            while (addresses.MoveNext())
                count += addresses.Current.Uri.Host.IsEmpty ? 0 : 1;
        }

        return count;
    }

    private static IReadOnlyList<NameAddr>? Objects(SipMessage message, HeaderId id)
    {
        IReadOnlyList<NameAddr> list = [];
        return id switch
        {
            HeaderId.From => [message.From],
            HeaderId.To => [message.To],
            HeaderId.Route => message.TryGetRoutes(out list) ? list : null,
            HeaderId.RecordRoute => message.TryGetRecordRoutes(out list) ? list : null,
            _ => message.TryGetPaths(out list) ? list : null,
        };
    }

    private static List<string>? Views(SipMessage message, HeaderId id)
    {
        NameAddrViews views = message.Headers.ViewAddresses(id);
        var list = new List<string>();
        while (views.MoveNext())
            list.Add($"{views.Current.Uri.ToSipUri()} {(views.Current.Tag.IsEmpty ? null : Text(views.Current.Tag))}");
        return views.IsMalformed ? null : list;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
