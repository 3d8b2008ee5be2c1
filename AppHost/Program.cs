using System.Collections.Immutable;
using Chat.AppHost;
using Chat.Emulator;
using Chat.Emulator.Terminal;

// The functions are started as the portable build, not as the Linux bootstrap that goes to AWS: so they run, and can be
// debugged, on every machine. `dotnet run` names its own host.
var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
var run = $"\"{dotnet}\" \"{BuildOutput.Functions}\"";

var preset = new EmulatorOptions
{
    Assembly = BuildOutput.CloudAssembly,
    WebFolder = BuildOutput.Web,
    Run = ImmutableDictionary<string, string>.Empty.Add(EmulatorOptions.EveryFunction, run),
};

return await EmulatorCommand.RunAsync(args, preset, "Runs the chat on this machine: the table, the WebSocket API and the Lambda functions.");
