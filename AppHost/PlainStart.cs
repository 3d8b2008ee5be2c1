using System.Collections.Immutable;
using Chat.Emulator;
using Chat.Emulator.Terminal;

namespace Chat.AppHost;

/// <summary>The chat in one process, without Aspire: so it starts where the package feed has no Aspire, and with <c>--plain</c> anywhere.</summary>
internal static class PlainStart
{
    public const string Option = "--plain";

    public static Task<int> RunAsync(IEnumerable<string> arguments)
    {
        // The functions are started as the portable build, not as the Linux bootstrap that goes to AWS: so they run, and can be
        // debugged, on every machine. `dotnet run` names its own host.
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var run = $"\"{dotnet}\" \"{BuildOutput.Functions}\"";

        var preset = new EmulatorOptions
        {
            Assembly = BuildOutput.CloudAssembly,
            WebFolder = BuildOutput.Web,
            Watch = true,
            Run = ImmutableDictionary<string, string>.Empty.Add(EmulatorOptions.EveryFunction, run),
        };

        return EmulatorCommand.RunAsync(
            [.. arguments.Where(argument => argument != Option)],
            preset,
            "Runs the chat on this machine: the table, the WebSocket API and the Lambda functions.");
    }
}
