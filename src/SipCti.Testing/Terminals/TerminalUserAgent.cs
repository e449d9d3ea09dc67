using SipCti.Messages;
using SipCti.Server;
using SipCti.Transport;

namespace SipCti.Testing;

/// <summary>Takes the requests that come to a terminal outside any dialog.</summary>
internal sealed class TerminalUserAgent(SimulatedTerminal terminal) : ISipComponent
{
    public IReadOnlyList<SipMethod> Methods { get; } =
    [
        SipMethod.Invite, SipMethod.Ack, SipMethod.Cancel, SipMethod.Bye, SipMethod.Options, SipMethod.Refer, SipMethod.Notify,
        SipMethod.Update, SipMethod.Info, SipMethod.Message,
    ];

    public ValueTask InvokeAsync(SipRequestContext context, SipRequestDelegate next)
    {
        var request = context.Request;
        if (request.ToTag is not null || context.Transaction is null) return next(context);
        if (request.Method != SipMethod.Invite && request.Method != SipMethod.Options && request.Method != SipMethod.Message) return next(context);

        if (request.RequestUri.User != terminal.Stack.AddressOfRecord.User)
        {
            // Whoever routes a call here has to address the registered Contact; a wrong user shows a wrong route.
            context.Respond(404);
        }
        else if (request.Headers.Values(HeaderId.Require) is { Count: > 0 } required)
        {
            // RFC 3261 8.2.2.3: no extension is supported that a request could require.
            var refusal = context.CreateResponse(420);
            refusal.Headers.Set(HeaderId.Unsupported, string.Join(", ", required));
            context.Respond(refusal);
        }
        else if (request.Method == SipMethod.Invite)
        {
            terminal.Receive(context);
        }
        else
        {
            var answer = context.CreateResponse(200);
            answer.Headers.Set(HeaderId.Allow, TerminalStack.Allow);
            context.Respond(answer);
        }

        return default;
    }

    public void OnFlowClosed(Flow flow) => terminal.OnFlowClosed(flow);
}
