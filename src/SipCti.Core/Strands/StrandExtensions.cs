namespace SipCti.Strands;

/// <summary>Ways onto a strand from asynchronous code.</summary>
public static class StrandExtensions
{
    /// <summary>Runs asynchronous work on the strand. Its awaits come back to the strand; the returned task completes outside it.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="strand">The strand.</param>
    /// <param name="work">The work.</param>
    /// <returns>The result of the work, or its exception.</returns>
    public static Task<T> RunAsync<T>(this Strand strand, Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(strand);
        ArgumentNullException.ThrowIfNull(work);
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        strand.Post(static run => _ = CompleteAsync(run.result, run.work), (result, work));
        return result.Task;
    }

    /// <summary>Runs asynchronous work on the strand. Its awaits come back to the strand; the returned task completes outside it.</summary>
    /// <param name="strand">The strand.</param>
    /// <param name="work">The work.</param>
    /// <returns>Completes with the work, or with its exception.</returns>
    public static Task RunAsync(this Strand strand, Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return strand.RunAsync(async () =>
        {
            await work();
            return true;
        });
    }

    private static async Task CompleteAsync<T>(TaskCompletionSource<T> result, Func<Task<T>> work)
    {
        try
        {
            result.TrySetResult(await work());
        }
        catch (Exception e)
        {
            result.TrySetException(e);
        }
    }
}
