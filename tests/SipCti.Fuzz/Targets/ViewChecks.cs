using System.Text;
using SipCti.Messages;

namespace SipCti.Fuzz.Targets;

/// <summary>The views, which reflection cannot call, say of the same bytes what the objects say.</summary>
internal static class ViewChecks
{
    /// <summary>The fields whose values are addresses, as views and as objects.</summary>
    public static void Check(SipMessage message)
    {
        CheckVias(message);
        CheckAddresses(message, HeaderId.Route, message.TryGetRoutes(out IReadOnlyList<NameAddr> routes) ? routes : null);
        CheckAddresses(message, HeaderId.RecordRoute, message.TryGetRecordRoutes(out routes) ? routes : null);
        CheckAddresses(message, HeaderId.Path, message.TryGetPaths(out routes) ? routes : null);
        CheckAddresses(message, HeaderId.From, [message.From]);
        CheckAddresses(message, HeaderId.To, [message.To]);
    }

    public static void Check(ReadOnlySpan<byte> text)
    {
        bool isRead = SipUri.TryParse(text, out SipUri? uri);
        Claim.Same(SipUriView.TryParse(text, out SipUriView view), isRead);
        if (isRead)
            Check(view, uri!);
    }

    private static void CheckVias(SipMessage message)
    {
        bool isRead = message.TryGetVias(out IReadOnlyList<Via> vias);
        ViaViews views = message.Headers.ViewVias();
        int count = 0;
        while (views.MoveNext())
        {
            if (isRead)
                Check(views.Current, vias[count]);
            count++;
        }

        Claim.Same(views.IsMalformed, !isRead);
        Claim.Holds(!isRead || count == vias.Count);
    }

    private static void CheckAddresses(SipMessage message, HeaderId id, IReadOnlyList<NameAddr>? addresses)
    {
        NameAddrViews views = message.Headers.ViewAddresses(id);
        int count = 0;
        while (views.MoveNext())
        {
            if (addresses is not null)
                Check(views.Current, addresses[count]);
            count++;
        }

        Claim.Same(views.IsMalformed, addresses is null, $"the views of {id} are malformed");
        Claim.Holds(addresses is null || count == addresses.Count);
    }

    private static void Check(ViaView view, Via via)
    {
        Claim.Same(view.ToVia().ToString(), via.ToString());
        Claim.Same(Encoding.UTF8.GetString(view.Transport).ToUpperInvariant(), via.Transport.ToUpperInvariant());
        Same(view.Host, via.Host);
        Same(view.Branch, via.Branch ?? "");
        Same(view.Received, via.Received ?? "");
        Claim.Same((view.Port, view.HasRPort, view.RPort), (via.Port, via.HasRPort, via.RPort));
        Check(view.Parameters, via.Parameters);
    }

    private static void Check(NameAddrView view, NameAddr address)
    {
        Claim.Same(view.ToNameAddr().ToString(), address.ToString());
        Same(view.Tag, address.Tag ?? "");
        Claim.Holds(view.DisplayName.Contains((byte)'\\') || view.DisplayName.IsEmpty == string.IsNullOrEmpty(address.DisplayName));
        Check(view.Uri, address.Uri);
        Check(view.Parameters, address.Parameters);
    }

    private static void Check(SipUriView view, SipUri uri)
    {
        Claim.Same(view.ToSipUri().ToString(), uri.ToString());
        Claim.Same((view.IsSip, view.IsSecure, view.IsTel, view.Port, view.IsLooseRoute), (uri.IsSip, uri.IsSecure, uri.IsTel, uri.Port, uri.IsLooseRoute));
        Claim.Same(Encoding.UTF8.GetString(view.Scheme).ToUpperInvariant(), uri.Scheme.ToUpperInvariant());
        Same(view.Host, uri.Host);
        Claim.Same(view.User.IsEmpty, uri.User is null);
        Claim.Holds(Ascii.IsValid(view.Headers) ? Encoding.ASCII.GetString(view.Headers) == (uri.Headers ?? "") : uri.Headers is not null);
        Check(view.Parameters, uri.Parameters);
    }

    /// <summary>A parameter is found in the view as in the object, by the plain name that the object shows, escaped or not.</summary>
    private static void Check(ParameterView view, SipParameters parameters)
    {
        foreach ((string name, string? value) in parameters.Take(8))
        {
            // An escaped reserved character, a percent sign or a character beyond ASCII is not the same as what is shown for it.
            if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
                continue;
            Claim.Holds(view.TryGet(Encoding.UTF8.GetBytes(name), out ReadOnlySpan<byte> found) && parameters.Contains(name));
            if (parameters[name] is { } first && Ascii.IsValid(found) && !found.ContainsAny((byte)'\\', (byte)'%', (byte)'"'))
                Same(found, first);
        }
    }

    private static void Same(ReadOnlySpan<byte> view, string text) => Claim.Same(Encoding.UTF8.GetString(view).Replace('\0', '\uFFFD'), text);
}
