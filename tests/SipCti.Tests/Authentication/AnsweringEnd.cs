using SipCti.Messages;
using SipCti.Server;

namespace SipCti.Tests.Authentication;

/// <summary>The component behind the one under test: remembers what comes so far, and answers 200.</summary>
internal sealed class AnsweringEnd : ISipComponent
{
    private readonly List<(SipRequest Request, string? User)> _passed = [];

    public IReadOnlyList<(SipRequest Request, string? User)> Passed => _passed;

    public ValueTask InvokeAsync(SipRequestContext context, SipRequestDelegate next)
    {
        _passed.Add((context.Request, context.AuthenticatedUser));
        context.Respond(200);
        return default;
    }
}
