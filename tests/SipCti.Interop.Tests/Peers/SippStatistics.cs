using System.Globalization;

namespace SipCti.Interop.Tests.Peers;

/// <summary>The cumulative counters of a SIPp run, from its statistics file.</summary>
internal sealed record SippStatistics(int Successful, int Failed, int Unexpected, int Retransmissions, int OutOfCall, int Warnings, double CallsPerSecond)
{
    public static SippStatistics Parse(string header, string last)
    {
        var values = header.Split(';').Zip(last.Split(';')).Where(p => p.First.Length > 0).ToDictionary(p => p.First, p => p.Second);
        return new SippStatistics(Count("SuccessfulCall(C)"), Count("FailedCall(C)"), Count("FailedUnexpectedMessage(C)"),
            Count("Retransmissions(C)"), Count("OutOfCallMsgs(C)"), Count("Warnings(C)"),
            double.Parse(values["CallRate(C)"], CultureInfo.InvariantCulture));

        int Count(string name) => int.Parse(values[name], CultureInfo.InvariantCulture);
    }
}
