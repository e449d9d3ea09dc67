namespace SipCti.Registration;

/// <summary>The changes that a follower asked for are no longer held by the feed, or a number is missing among those that came.</summary>
public sealed class FeedGapException : Exception
{
    /// <summary>A gap without numbers.</summary>
    public FeedGapException()
        : this("Changes are missing from the registration feed.")
    {
    }

    /// <summary>A gap described by <paramref name="message"/>.</summary>
    /// <param name="message">What is missing.</param>
    public FeedGapException(string message)
        : base(message)
    {
    }

    /// <summary>A gap described by <paramref name="message"/>, found because of <paramref name="innerException"/>.</summary>
    /// <param name="message">What is missing.</param>
    /// <param name="innerException">How it was found.</param>
    public FeedGapException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal static FeedGapException NoLongerHeld(long asked, long oldest, long newest) =>
        new($"Changes since {asked} were asked for; {oldest} to {newest} are held.");

    internal static FeedGapException Missing(long last, long next) =>
        new($"Change {next} came after {last}.");
}
