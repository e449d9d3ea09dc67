using System.Threading.Channels;
using SipCti.Messages;
using SipCti.Transactions;

namespace SipCti.Core.Tests.Transactions;

/// <summary>What a server transaction told its user.</summary>
internal sealed class AnsweringUser : IServerTransactionUser
{
    private readonly Channel<SipRequest> _cancels = Channel.CreateUnbounded<SipRequest>();
    private readonly Channel<TransactionFailure> _failures = Channel.CreateUnbounded<TransactionFailure>();
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called with the transaction that is cancelled.</summary>
    public Action<ServerTransaction>? OnCancelled { get; set; }

    public int Cancels => _cancels.Reader.Count;

    public int Failures => _failures.Reader.Count;

    public bool IsTerminated => _terminated.Task.IsCompleted;

    public void OnCancel(ServerTransaction transaction, SipRequest cancel)
    {
        Assert.That(_cancels.Writer.TryWrite(cancel));
        OnCancelled?.Invoke(transaction);
    }

    public void OnFailure(ServerTransaction transaction, TransactionFailure failure) => Assert.That(_failures.Writer.TryWrite(failure));

    public void OnTerminated(ServerTransaction transaction)
    {
        Assert.That(transaction.IsTerminated);
        Assert.That(_terminated.TrySetResult(), "It terminates once.");
    }

    public async Task<SipRequest> CancelAsync() => await _cancels.Reader.ReadAsync().AsTask().WaitAsync(TransactionRig.Guard);

    public async Task ExpectAsync(TransactionFailure failure) =>
        Assert.That(await _failures.Reader.ReadAsync().AsTask().WaitAsync(TransactionRig.Guard), Is.EqualTo(failure));

    public async Task TerminatedAsync() => await _terminated.Task.WaitAsync(TransactionRig.Guard);
}
