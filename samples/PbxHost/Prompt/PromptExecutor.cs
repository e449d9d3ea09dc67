using System.Globalization;
using PbxHost.Hosting;
using SipCti.Cti;

namespace PbxHost.Prompt;

/// <summary>Does what a command asks, and answers on standard output; what is refused is answered with a line that begins with <c>error</c>.</summary>
internal sealed class PromptExecutor(Pbx pbx, string domain, LineWriter output)
{
    // All monitors of the prompt share one stream, so that an event that several of them match is printed once.
    private readonly CtiApplication? _application = pbx.Cti?.Connect("prompt", e => output.WriteLine(EventLine.Of(e)));

    private CtiApplication Application =>
        _application ?? throw new InvalidOperationException("this process runs the proxy alone; calls are seen at the pass-through");

    public async ValueTask ExecuteAsync(PromptCommand command)
    {
        try
        {
            switch (command)
            {
                case PromptCommand.Call(var from, var to):
                    var made = await Application.MakeCall(Device(from), Device(to)).ConfigureAwait(false);
                    output.WriteLine($"call {made.CallId}");
                    break;
                case PromptCommand.Clear(var id):
                    await Application.ClearCall(id).ConfigureAwait(false);
                    output.WriteLine($"clearing {id}");
                    break;
                case PromptCommand.Monitor(var device):
                    var pattern = DeviceNames.ExpandPattern(device, pbx.Registrations, domain);
                    output.WriteLine($"monitor {Application.MonitorStart(new() { Devices = [pattern] }).Id}");
                    break;
                case PromptCommand.Terminals:
                    ListTerminals();
                    break;
                case PromptCommand.Calls:
                    ListCalls();
                    break;
                case PromptCommand.ShowHelp:
                    output.WriteLine(PromptCommand.Help);
                    break;
            }
        }
        catch (Exception e) when (e is CtiException or InvalidOperationException)
        {
            output.WriteLine($"error {e.Message}");
        }
    }

    private string Device(string name) => DeviceNames.Expand(name, pbx.Registrations, domain);

    private void ListTerminals()
    {
        var bindings = pbx.Registrations.All().OrderBy(b => b.AddressOfRecord, StringComparer.Ordinal).ToList();
        output.WriteLine($"terminals {bindings.Count}");
        foreach (var binding in bindings)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {binding.AddressOfRecord} at {binding.Contact} until {binding.Expires:HH:mm:ss} UTC {binding.UserAgent}"));
    }

    private void ListCalls()
    {
        _ = Application;
        var calls = pbx.Cti!.SnapshotCalls();
        output.WriteLine($"calls {calls.Count}");
        foreach (var call in calls)
        {
            var connections = call.Connections.Select(c => $"{c.Connection.DeviceId} {c.State}");
            output.WriteLine($"  {call.CallId} {call.CallingDevice} to {call.CalledDevice}: {string.Join(", ", connections)}");
        }
    }
}
