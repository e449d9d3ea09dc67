using SipCti.Messages;

namespace SipCti.PassingThrough;

/// <summary>
/// Sees every call that crosses a pass-through, whoever began it. All methods are called on the call's strand, in the order in which things happen;
/// an exception is logged and does not touch the call.
/// </summary>
public interface ICallObserver
{
    /// <summary>An initial INVITE has come and is not sent on before this completes. The observer may change <see cref="Passage.RequestUri"/> or <see cref="Passage.Reject"/> it.</summary>
    /// <param name="passage">The new passage.</param>
    /// <returns>Completes when the INVITE may go on.</returns>
    ValueTask OnOfferedAsync(Passage passage) => default;

    /// <summary>The INVITE has been sent on.</summary>
    /// <param name="passage">The passage.</param>
    void OnForwarded(Passage passage) { }

    /// <summary>A provisional response, 101 to 199, goes to the caller.</summary>
    /// <param name="passage">The passage.</param>
    /// <param name="response">The response.</param>
    void OnProvisional(Passage passage, SipResponse response) { }

    /// <summary>The first 2xx goes to the caller.</summary>
    /// <param name="passage">The passage.</param>
    /// <param name="response">The response.</param>
    void OnAnswered(Passage passage, SipResponse response) { }

    /// <summary>A 401 or 407 goes to the caller: this passage is over, and the same call is likely to come again with credentials.</summary>
    /// <param name="passage">The passage.</param>
    /// <param name="response">The response.</param>
    void OnChallenged(Passage passage, SipResponse response) { }

    /// <summary>A final response other than 2xx, 401 and 407 goes to the caller: the passage is over.</summary>
    /// <param name="passage">The passage.</param>
    /// <param name="response">The response, from the called side or made here.</param>
    void OnFailed(Passage passage, SipResponse response) { }

    /// <summary>An answered passage is over.</summary>
    /// <param name="passage">The passage.</param>
    /// <param name="by">The leg whose side sent BYE; null when the pass-through itself cleared the call.</param>
    void OnCleared(Passage passage, Leg? by) { }

    /// <summary>The call's last passage is over, and no new try came in time.</summary>
    /// <param name="call">The call.</param>
    void OnCallEnded(Call call) { }

    /// <summary>A request inside a dialog of the call goes on, other than ACK and BYE.</summary>
    /// <param name="passage">The passage.</param>
    /// <param name="from">The leg whose side sent it.</param>
    /// <param name="request">The request as it came.</param>
    void OnRequest(Passage passage, Leg from, SipRequest request) { }

    /// <summary>The final response to a request inside a dialog of the call goes back.</summary>
    /// <param name="passage">The passage.</param>
    /// <param name="from">The leg whose side sent the request.</param>
    /// <param name="request">The request as it came.</param>
    /// <param name="response">The response.</param>
    void OnResponse(Passage passage, Leg from, SipRequest request, SipResponse response) { }
}
