using System.Threading.Channels;
using SipCti.Messages;
using SipCti.Strands;
using SipCti.Transactions;

namespace SipCti.Core.Tests.Transactions;

/// <summary>What became of a request that the layer sent.</summary>
internal sealed class SentRequest : IClientTransactionUser
{
    private readonly Channel<object> _outcomes = Channel.CreateUnbounded<object>();
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ClientTransaction Transaction { get; set; } = null!;

    /// <summary>Called with each response before it is recorded.</summary>
    public Action<SipResponse>? Then { get; set; }

    public int Waiting => _outcomes.Reader.Count;

    public void OnResponse(ClientTransaction transaction, SipResponse response)
    {
        Record(response);
        Then?.Invoke(response);
    }

    public void OnFailure(ClientTransaction transaction, TransactionFailure failure) => Record(failure);

    public void OnTerminated(ClientTransaction transaction)
    {
        Assert.That(transaction.IsTerminated);
        Assert.That(_terminated.TrySetResult(), "It terminates once.");
    }

    public async Task<SipResponse> ExpectAsync(int status)
    {
        var outcome = await _outcomes.Reader.ReadAsync().AsTask().WaitAsync(TransactionRig.Guard);
        Assert.That((outcome as SipResponse)?.StatusCode, Is.EqualTo(status), () => $"It was {outcome}.");
        return (SipResponse)outcome;
    }

    public async Task ExpectAsync(TransactionFailure failure)
    {
        var outcome = await _outcomes.Reader.ReadAsync().AsTask().WaitAsync(TransactionRig.Guard);
        Assert.That(outcome, Is.EqualTo(failure));
        await TerminatedAsync();
    }

    public async Task TerminatedAsync() => await _terminated.Task.WaitAsync(TransactionRig.Guard);

    private void Record(object outcome)
    {
        Assert.That(Strand.Current, Is.Not.Null, "The user is called on a strand.");
        Assert.That(_terminated.Task.IsCompleted, Is.False, "Nothing comes after the end.");
        Assert.That(_outcomes.Writer.TryWrite(outcome));
    }
}
