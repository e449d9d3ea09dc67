namespace SipCti.Interop.Tests.Peers;

/// <summary>Who a phone is and where it finds its server.</summary>
internal sealed record BaresipOptions
{
    public required string User { get; init; }

    public required string Password { get; init; }

    public required string Domain { get; init; }

    /// <summary>host:port of the server that every request goes through.</summary>
    public required string OutboundProxy { get; init; }

    /// <summary>Which phone of the lab it is, from 0: its ports follow from it.</summary>
    public required int Index { get; init; }

    /// <summary>True to answer every call at once.</summary>
    public bool AnswersItself { get; init; }

    public int SipPort => 16010 + (Index * 10);

    public int ControlPort => 14440 + Index;

    public int RtpPort => 20000 + (Index * 200);
}
