using SipCti.Messages;
using SipCti.Registration;

namespace SipCti.Proxying;

/// <summary>One member of a target set (RFC 3261 section 16.5).</summary>
/// <param name="Uri">What becomes the Request-URI.</param>
internal sealed record ForwardingTarget(SipUri Uri)
{
    /// <summary>The preference of the translated address that led here; addresses come before contacts in the order of trying.</summary>
    public double AddressQ { get; init; } = 1.0;

    /// <summary>The preference of the contact among those of its address.</summary>
    public double ContactQ { get; init; } = 1.0;

    /// <summary>The servers on the way to the terminal (RFC 3327).</summary>
    public IReadOnlyList<NameAddr> Path { get; init; } = [];

    /// <summary>The connection on which the terminal registered here directly; null when there is none.</summary>
    public string? FlowToken { get; init; }

    /// <summary>True for a registered terminal, false for a server or for an address that came with the request.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>The target that a binding stands for.</summary>
    public static ForwardingTarget Of(Binding binding, double addressQ) => new(AsRequestUri(binding.Contact))
    {
        AddressQ = addressQ,
        ContactQ = binding.Q,
        Path = binding.Path,
        FlowToken = binding.Path.Count == 0 ? binding.ReceivedFlowToken : null,
        IsTerminal = true,
    };

    // RFC 3261 16.6 step 2 and 19.1.1: no headers and no method parameter in a Request-URI.
    private static SipUri AsRequestUri(SipUri contact) => contact.WithoutHeaders().WithoutParameter("method");
}
