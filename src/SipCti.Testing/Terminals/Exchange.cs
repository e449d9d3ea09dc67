using SipCti.Messages;

namespace SipCti.Testing;

/// <summary>A request as it was last sent, and the final response to it.</summary>
internal readonly record struct Exchange(SipRequest Request, SipResponse Response);
