using SipCti.Messages;

namespace SipCti.PassingThrough;

/// <summary>A terminal's own Contact and the token that stands for it at a proxy that knows no Path.</summary>
internal sealed record RewrittenContact(string Token, SipUri Original);
