using System.Net;
using SipCti.Messages;

namespace SipCti.Testing;

/// <summary>A message that a simulated terminal sent or received.</summary>
/// <param name="Time">When.</param>
/// <param name="IsSent">True when the terminal sent it.</param>
/// <param name="Peer">The other end of the connection.</param>
/// <param name="Message">A copy of the message.</param>
public sealed record LoggedMessage(DateTimeOffset Time, bool IsSent, IPEndPoint Peer, SipMessage Message);
