using PbxHost;
using PbxHost.CommandLine;

return await new HostCommand().InvokeAsync(args, HostProcess.RunAsync);
