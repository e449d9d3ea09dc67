using SipCti.Transport;

namespace SipCti.Cti;

/// <summary>Waits for the end of a connection, for as long as somebody wants to know.</summary>
internal static class FlowWatch
{
    /// <summary>Has <paramref name="lost"/> called on the calling strand when the flow closes.</summary>
    /// <returns>Gives the watch up.</returns>
    public static Action Begin(Flow flow, Action lost)
    {
        var givenUp = new CancellationTokenSource();
        _ = RunAsync(flow, lost, givenUp.Token);
        return givenUp.Cancel;
    }

    private static async Task RunAsync(Flow flow, Action lost, CancellationToken givenUp)
    {
        try
        {
            await flow.Closed.WaitAsync(givenUp);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lost();
    }
}
