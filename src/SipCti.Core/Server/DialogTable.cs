using System.Collections.Concurrent;
using SipCti.Dialogs;

namespace SipCti.Server;

/// <summary>
/// The dialogs in which this server is itself a user agent: a component that claims the requests inside them and hands them to their owners.
/// Bounded by <see cref="SipLimits.MaxDialogs"/>.
/// </summary>
/// <param name="limit">How many dialogs there may be at once.</param>
public sealed class DialogTable(int limit) : ISipComponent
{
    private readonly ConcurrentDictionary<DialogId, IDialogUser> _users = new();
    private int _count;

    /// <summary>A table with the default limit.</summary>
    public DialogTable() : this(SipLimits.Default.MaxDialogs) { }

    /// <summary>How many dialogs there are now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds a dialog.</summary>
    /// <param name="dialog">The dialog, as this side sees it.</param>
    /// <param name="user">Its owner.</param>
    /// <returns>False when the limit is reached or the dialog is there already.</returns>
    public bool Add(Dialog dialog, IDialogUser user)
    {
        ArgumentNullException.ThrowIfNull(dialog);
        if (Interlocked.Increment(ref _count) <= limit && _users.TryAdd(dialog.Id, user)) return true;
        Interlocked.Decrement(ref _count);
        return false;
    }

    /// <summary>Removes a dialog.</summary>
    /// <param name="dialog">The dialog.</param>
    /// <returns>False when it was not there.</returns>
    public bool Remove(Dialog dialog)
    {
        ArgumentNullException.ThrowIfNull(dialog);
        if (!_users.TryRemove(dialog.Id, out _)) return false;
        Interlocked.Decrement(ref _count);
        return true;
    }

    /// <summary>Hands a request to the owner of its dialog.</summary>
    /// <param name="context">The request.</param>
    /// <param name="handled">Completes when the owner has taken it; only meaningful when the result is true.</param>
    /// <returns>False when no dialog here has the request's Call-ID and tags.</returns>
    public bool TryDispatch(SipRequestContext context, out ValueTask handled)
    {
        ArgumentNullException.ThrowIfNull(context);
        handled = default;
        var request = context.Request;
        if (request.ToTag is not { } localTag || !_users.TryGetValue(new DialogId(request.CallId, localTag, request.FromTag ?? ""), out var user)) return false;
        handled = user.OnRequestAsync(context);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask InvokeAsync(SipRequestContext context, SipRequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return TryDispatch(context, out var handled) ? handled : next(context);
    }
}
