using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SipCti.Registration;

/// <summary>
/// Calls handlers in the order in which changes were queued, one at a time and outside every lock: changes are queued
/// under the owner's lock, and whoever comes first after leaving it delivers for all.
/// </summary>
internal sealed class ChangeNotifier(ILogger logger, bool logsChanges)
{
    private readonly ConcurrentQueue<RegistrationChange> _queue = new();
    private int _calls;

    public event Action<RegistrationChange>? Changed;

    public void Queue(RegistrationChange change)
    {
        if (Changed is not null || (logsChanges && logger.IsEnabled(LogLevel.Information)))
            _queue.Enqueue(change);
    }

    public void Deliver()
    {
        if (_queue.IsEmpty || Interlocked.Increment(ref _calls) != 1)
            return;

        int seen;
        do
        {
            seen = Volatile.Read(ref _calls);
            while (_queue.TryDequeue(out RegistrationChange? change))
                Raise(change);
        }
        while (Interlocked.CompareExchange(ref _calls, 0, seen) != seen);
    }

    private void Raise(RegistrationChange change)
    {
        // A refresh each minute from each terminal is no news.
        if (logsChanges && change.Kind != RegistrationChangeKind.Refreshed && logger.IsEnabled(LogLevel.Information))
            RegistrationLog.Changed(logger, change.Kind, change.Binding.AddressOfRecord, change.Binding.Contact.ToString());

        foreach (Action<RegistrationChange> handler in Delegate.EnumerateInvocationList(Changed))
        {
            try
            {
                handler(change);
            }
            catch (Exception e)
            {
                // One host's handler must not keep the change from the others, nor fail the terminal's REGISTER.
                RegistrationLog.HandlerFailed(logger, e, change.Kind, change.Binding.AddressOfRecord);
            }
        }
    }
}
