using SipCti.Diagnostics;

namespace SipCti.Testing;

/// <summary>Runs what a test's own asynchronous code does after an await as counted work, so that a lab is not taken for settled before.</summary>
internal sealed class CountedContext(Quiescence quiescence) : SynchronizationContext
{
    public Task RunAsync(Func<Task> work)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        quiescence.Enter();
        try
        {
            return work();
        }
        finally
        {
            SetSynchronizationContext(outer);
            quiescence.Exit();
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        quiescence.Enter();
        ThreadPool.QueueUserWorkItem(_ =>
        {
            SetSynchronizationContext(this);
            try
            {
                d(state);
            }
            finally
            {
                SetSynchronizationContext(null);
                quiescence.Exit();
            }
        });
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Continuations are posted.");

    public override SynchronizationContext CreateCopy() => this;
}
