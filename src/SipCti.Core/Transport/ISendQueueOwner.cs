namespace SipCti.Transport;

/// <summary>Whoever has a <see cref="SendQueue"/> learns how it fares. Called outside the queue's lock.</summary>
internal interface ISendQueueOwner
{
    /// <summary>The transport took bytes.</summary>
    void OnSent(int bytes);

    /// <summary>The connection is lost; what was queued is gone.</summary>
    void OnSendFailed(string reason);
}
