namespace SipCti.Registration;

/// <summary>
/// What a mirror follows: a snapshot, then every change since it, in order and without a hole.
/// An implementation may reach over a network; each method may then fail as the network does.
/// </summary>
public interface IRegistrationFeed
{
    /// <summary>The whole table now, with the sequence number from which its changes continue.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<RegistrationSnapshot> SnapshotAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// The changes with a sequence number above <paramref name="sequence"/>, in order, as they happen, until cancelled.
    /// The enumeration ends with <see cref="FeedGapException"/> when some of them are no longer held: take a snapshot then.
    /// It ends in any other way (also normally) when the feed is cut: ask again with the last number that came.
    /// </summary>
    /// <param name="sequence">The number of the last change that the caller has.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    IAsyncEnumerable<RegistrationChange> ChangesSinceAsync(long sequence, CancellationToken cancellationToken = default);
}
