using SipCti.Messages;
using SipCti.Registration;
using SipCti.Server;

namespace SipCti.Proxying;

/// <summary>Determines the targets of a request (RFC 3261 section 16.5): by its Route, by address translation, by the registrations.</summary>
internal sealed class TargetSelector(IRegistrationLookup table, IAddressTranslator? translator, ProxyOptions options, ServedDomains domains)
{
    /// <summary>Selects the targets.</summary>
    /// <param name="context">The request as it came.</param>
    /// <param name="routed">The copy to be sent on, after route processing.</param>
    /// <param name="route">What this proxy wrote into the Record-Route by which the request came; null when it is not inside such a dialog.</param>
    /// <param name="cancellationToken">Cancelled when the caller gives up.</param>
    public ValueTask<TargetSelection> SelectAsync(SipRequestContext context, SipRequest routed, DialogRoute? route, CancellationToken cancellationToken)
    {
        var uri = routed.RequestUri;
        var isServed = uri.IsTel || (routed.ToTag is null ? domains.Serve(uri) : domains.ServeContact(uri));
        if (routed.Headers.Contains(HeaderId.Route))
        {
            // The way is given by those who built it: the dialog's route set, or the caller, who must be allowed to choose one.
            return new(route is not null || MayRelay(context) ? TargetSelection.To(new ForwardingTarget(uri)) : RelayRefused);
        }

        if (route is { } dialog && !isServed)
            return new(TargetSelection.To(new ForwardingTarget(uri) { FlowToken = dialog.Opposite(context.Flow.Token), IsTerminal = true }));

        var caller = routed.From.Uri;
        if (!isServed && !IsRegisteredDomain(uri, caller))
            return new(MayRelay(context) ? TargetSelection.To(new ForwardingTarget(uri)) : RelayRefused);
        if (routed.Method == SipMethod.Register || (uri.IsSip && string.IsNullOrEmpty(uri.User))) return new(TargetSelection.NotForProxy);
        // Inside a dialog the address is where the other side said it is: nobody dialled it.
        return translator is null || routed.ToTag is not null
            ? new(LookUp(uri, caller))
            : TranslateAsync(translator, new AddressTranslationRequest(context.Request, uri, domains.DomainOf(uri, caller), context.AuthenticatedUser), caller, cancellationToken);
    }

    private static TargetSelection RelayRefused => TargetSelection.Refuse(403, "Forbidden - Relaying to Foreign Domains Needs a Known Caller");

    private async ValueTask<TargetSelection> TranslateAsync(IAddressTranslator translator, AddressTranslationRequest request, SipUri caller, CancellationToken cancellationToken)
    {
        var translation = await translator.TranslateAsync(request, cancellationToken);
        switch (translation.Outcome)
        {
            case AddressTranslationOutcome.Returned:
                return TargetSelection.Return(translation);
            case AddressTranslationOutcome.SentOn:
                var targets = new TargetSet();
                foreach (var address in translation.Addresses) Add(targets, address.Uri, address.Q, caller);
                return Select(targets, translation.Addresses[0].Uri, caller);
            default:
                return LookUp(request.Dialled, caller);
        }
    }

    private TargetSelection LookUp(SipUri address, SipUri caller)
    {
        var targets = new TargetSet();
        AddBindings(targets, domains.Find(table, address, caller), address, 1.0);
        return Select(targets, address, caller);
    }

    private TargetSelection Select(TargetSet targets, SipUri address, SipUri caller)
    {
        targets.Limit(options.MaxTargets);
        if (targets.Count > 0) return TargetSelection.To(targets);
        return options.KnowsAddress is { } knows && domains.Know(knows, address, caller)
            ? TargetSelection.Refuse(480, "Temporarily Unavailable - Not Registered Now")
            : TargetSelection.Refuse(404);
    }

    private void Add(TargetSet targets, SipUri address, double q, SipUri caller)
    {
        var bindings = domains.Find(table, address, caller);
        if (bindings.Count > 0) AddBindings(targets, bindings, address, q);
        else if (!address.IsTel && !domains.Serve(address)) targets.Add(new ForwardingTarget(address) { AddressQ = q });
    }

    private static void AddBindings(TargetSet targets, IReadOnlyList<Binding> bindings, SipUri address, double q)
    {
        // Who asks for one contact (the target of a REFER, an OPTIONS to one phone) does not want the others.
        if (bindings.Count > 1 && bindings.FirstOrDefault(b => b.Contact.Equals(address)) is { } only) targets.Add(ForwardingTarget.Of(only, q));
        else foreach (var binding in bindings) targets.Add(ForwardingTarget.Of(binding, q));
    }

    // With open domains a domain is served when the dialled address is registered in it, or its caller is.
    private bool IsRegisteredDomain(SipUri uri, SipUri caller) =>
        domains.AreOpen && (table.Find(uri.AddressOfRecord).Count > 0
            || (uri.Host.Equals(caller.Host, StringComparison.OrdinalIgnoreCase) && table.Find(caller.AddressOfRecord).Count > 0));

    /// <summary>True when a request of this caller may go to foreign places.</summary>
    public bool MayRelay(SipRequestContext context) => options.RelayForeignDomains switch
    {
        RelayPolicy.Everybody => true,
        RelayPolicy.Nobody => false,
        RelayPolicy.AuthenticatedCallers => context.AuthenticatedUser is not null,
        _ => context.AuthenticatedUser is not null || IsRegisteredFromThere(context),
    };

    // The address, not the connection: a trunk that was cut and came back carries the same callers.
    private bool IsRegisteredFromThere(SipRequestContext context)
    {
        foreach (var binding in table.Find(context.Request.From.Uri.AddressOfRecord))
            if (binding.Received is { } received && received.Address.Equals(context.Flow.RemoteEndPoint.Address)) return true;
        return false;
    }
}
