using SipCti.Strands;

namespace SipCti.Cti;

/// <summary>Controls a call that crosses the pass-through between two user agents.</summary>
internal sealed class PassingCall(PassingThrough.Call call) : ICallControl
{
    public PassingThrough.Call Call => call;

    public Strand Strand => call.Strand;

    public void Clear() => call.Clear("Cleared by an application");
}
