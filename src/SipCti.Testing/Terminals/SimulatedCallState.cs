namespace SipCti.Testing;

/// <summary>How far a <see cref="SimulatedCall"/> has come.</summary>
public enum SimulatedCallState
{
    /// <summary>The INVITE has been sent or received; nothing rings yet.</summary>
    Begun,

    /// <summary>180 to 183 was received, or the terminal rings for an incoming call.</summary>
    Ringing,

    /// <summary>Incoming calls only: 200 was sent, its ACK has not come yet.</summary>
    Answered,

    /// <summary>The dialog is confirmed: 200 and ACK are through.</summary>
    Connected,

    /// <summary>The call is over.</summary>
    Ended,
}
