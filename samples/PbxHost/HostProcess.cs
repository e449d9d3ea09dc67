using System.Runtime.InteropServices;
using PbxHost.CommandLine;
using PbxHost.Prompt;

namespace PbxHost;

/// <summary>The life of the process: start, serve, and stop on Ctrl-C or SIGTERM.</summary>
internal static class HostProcess
{
    /// <summary>How long calls and connections have to end.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync(HostOptions options)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        var output = new LineWriter(Console.Out);

        using var reading = new CancellationTokenSource();
        using var input = new StreamReader(Console.OpenStandardInput());
        var prompt = new PromptReader(input, output, _ => ValueTask.CompletedTask).RunAsync(reading.Token);

        await stop.Task.ConfigureAwait(false);
        using var deadline = new CancellationTokenSource(StopTime);
        await reading.CancelAsync().ConfigureAwait(false);
        return 0;

        void OnSignal(PosixSignalContext context)
        {
            // The first signal asks for a clean end; a second one is left to the runtime, which ends at once.
            context.Cancel = stop.TrySetResult();
        }
    }
}
