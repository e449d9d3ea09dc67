using SipCti.Messages;

namespace SipCti.Server;

/// <summary>The chain of components, and the end that answers what none of them claimed.</summary>
internal sealed class RequestPipeline
{
    private static readonly HashSet<SipMethod> KnownMethods =
    [
        SipMethod.Invite, SipMethod.Ack, SipMethod.Bye, SipMethod.Cancel, SipMethod.Register, SipMethod.Options, SipMethod.Refer, SipMethod.Notify,
        SipMethod.Subscribe, SipMethod.Info, SipMethod.Update, SipMethod.Prack, SipMethod.Message, SipMethod.Publish,
    ];

    private readonly SipRequestDelegate _first;
    private readonly HashSet<SipMethod> _methods;
    private readonly string _allow;

    public RequestPipeline(IReadOnlyList<ISipComponent> components)
    {
        _methods = [.. components.SelectMany(c => c.Methods), SipMethod.Options];
        _allow = string.Join(", ", _methods.Select(m => m.Name));
        SipRequestDelegate next = End;
        for (var i = components.Count - 1; i >= 0; i--)
        {
            var (component, rest) = (components[i], next);
            next = context => component.InvokeAsync(context, rest);
        }

        _first = next;
    }

    public ValueTask InvokeAsync(SipRequestContext context) => _first(context);

    private ValueTask End(SipRequestContext context)
    {
        if (context.Transaction is null) return default;
        var method = context.Request.Method;
        if (!_methods.Contains(method))
        {
            // RFC 3261 8.2.1: 405 tells what is allowed; 501 is for a method that nobody here knows.
            var refusal = context.CreateResponse(KnownMethods.Contains(method) ? 405 : 501);
            refusal.Headers.Set(HeaderId.Allow, _allow);
            context.Respond(refusal);
        }
        else if (method == SipMethod.Options && NamesThisServer(context))
        {
            var answer = context.CreateResponse(200);
            answer.Headers.Set(HeaderId.Allow, _allow);
            context.Respond(answer);
        }
        else
        {
            context.Respond(context.Request.ToTag is null ? 404 : 481);
        }

        return default;
    }

    private static bool NamesThisServer(SipRequestContext context)
    {
        var uri = context.Request.RequestUri;
        return uri.IsSip && string.IsNullOrEmpty(uri.User) && context.Server.Transport.IsLocal(uri.Host, uri.Port);
    }
}
