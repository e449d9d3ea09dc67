using SipCti.Registration;
using SipCti.Transactions;

namespace SipCti.PassingThrough;

/// <summary>A registered terminal and the way to it.</summary>
/// <param name="Binding">Its registration.</param>
/// <param name="Target">Its own flow; its Contact's address when the flow is gone.</param>
public sealed record Terminal(Binding Binding, SipTarget Target);
