using System.Runtime.CompilerServices;
using SipCti.Registration;

namespace SipCti.Tests.Registration;

/// <summary>A feed over a link that can be cut: whoever reads from it then gets the error that a broken connection gives.</summary>
internal sealed class CuttableFeed(IRegistrationFeed inner) : IRegistrationFeed, IDisposable
{
    private CancellationTokenSource _link = new();
    private volatile bool _isWaiting;
    private int _snapshots;

    /// <summary>True while a follower has read all there is and waits for more.</summary>
    public bool IsWaiting => _isWaiting;

    public bool IsCut => _link.IsCancellationRequested;

    public int Snapshots => Volatile.Read(ref _snapshots);

    public void Cut() => _link.Cancel();

    public void Restore() => _link = new CancellationTokenSource();

    public void Dispose() => _link.Dispose();

    public ValueTask<RegistrationSnapshot> SnapshotAsync(CancellationToken cancellationToken = default)
    {
        if (IsCut)
            throw new IOException("The link is cut.");
        Interlocked.Increment(ref _snapshots);
        return inner.SnapshotAsync(cancellationToken);
    }

    public async IAsyncEnumerable<RegistrationChange> ChangesSinceAsync(long sequence, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        CancellationToken link = _link.Token;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, link);
        await using IAsyncEnumerator<RegistrationChange> changes = inner.ChangesSinceAsync(sequence, either.Token).GetAsyncEnumerator(either.Token);
        while (true)
        {
            bool more;
            try
            {
                ValueTask<bool> next = changes.MoveNextAsync();
                _isWaiting = !next.IsCompleted;
                more = await next;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new IOException("The link is cut.");
            }
            finally
            {
                _isWaiting = false;
            }

            if (link.IsCancellationRequested)
                throw new IOException("The link is cut.");
            if (!more)
                yield break;
            yield return changes.Current;
        }
    }
}
