using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using PbxHost.CommandLine;
using PbxHost.Hosting;
using PbxHost.Prompt;

namespace PbxHost;

/// <summary>The life of the process: start, serve, and stop on Ctrl-C or SIGTERM.</summary>
internal static class HostProcess
{
    /// <summary>How long calls and connections have to end, so that the whole process is gone within five seconds.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync(HostOptions options)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var loggers = LoggerFactory.Create(b => b.SetMinimumLevel(options.LogLevel)
            .AddSimpleConsole(c => (c.SingleLine, c.TimestampFormat) = (true, "HH:mm:ss.fff "))
            .AddConsole(c => c.LogToStandardErrorThreshold = LogLevel.Trace));

        await using var pbx = await StartAsync(options, loggers).ConfigureAwait(false);
        if (pbx is null)
            return 1;

        var output = new LineWriter(Console.Out);
        var executor = new PromptExecutor(pbx, options.Realm, output);
        output.WriteLine("ready");
        using var input = new StreamReader(Console.OpenStandardInput());
        using var reading = new CancellationTokenSource();
        // The servers go on when the input ends; only a prompt that fails ends the process too.
        _ = new PromptReader(input, output, executor.ExecuteAsync).RunAsync(reading.Token).ContinueWith(
            prompt => stop.TrySetException(prompt.Exception!.InnerExceptions),
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        await stop.Task.ConfigureAwait(false);

        using var deadline = new CancellationTokenSource(StopTime);
        await reading.CancelAsync().ConfigureAwait(false);
        await pbx.StopAsync(deadline.Token).ConfigureAwait(false);
        return 0;

        void OnSignal(PosixSignalContext context)
        {
            // The first signal asks for a clean end; a second one is left to the runtime, which ends at once.
            context.Cancel = stop.TrySetResult();
        }
    }

    /// <summary>The running servers; null when they cannot run, after the reason was written to standard error.</summary>
    private static async Task<Pbx?> StartAsync(HostOptions options, ILoggerFactory loggers)
    {
        Pbx? pbx = null;
        try
        {
            pbx = new Pbx(options, loggers);
            await pbx.StartAsync().ConfigureAwait(false);
            return pbx;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            if (pbx is not null)
                await pbx.DisposeAsync().ConfigureAwait(false);
            return null;
        }
    }
}
