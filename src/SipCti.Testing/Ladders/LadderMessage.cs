using SipCti.Messages;

namespace SipCti.Testing;

/// <summary>One message that went from one participant to another.</summary>
/// <param name="Time">When it was sent; for a message of a participant without a tap, when it was received.</param>
/// <param name="From">The sender's name; its endpoint when it has no name.</param>
/// <param name="To">The receiver's name; its endpoint when it has no name.</param>
/// <param name="Message">A copy of the message.</param>
public sealed record LadderMessage(DateTimeOffset Time, string From, string To, SipMessage Message)
{
    /// <summary>The method of a request; status, reason phrase and CSeq method of a response: <c>180 Ringing (INVITE)</c>.</summary>
    public string Label => Message switch
    {
        SipResponse response => $"{response.StatusCode} {response.ReasonPhrase} ({response.CSeq.Method.Name})",
        SipRequest request => request.Method.Name,
        _ => Message.GetType().Name,
    };

    /// <summary>Who, to whom, what: <c>alice -> edge  INVITE</c>.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{From} -> {To}  {Label}";
}
