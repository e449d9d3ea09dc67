namespace SipCti.Transactions;

/// <summary>The outcome of an event: where the machine goes, and what is to be done.</summary>
internal readonly record struct Transition(TransactionState Next, TransactionActions Actions)
{
    /// <summary>Nothing happens: the event means nothing in that state, or is absorbed there.</summary>
    public static Transition Stay(TransactionState state) => new(state, TransactionActions.None);
}
