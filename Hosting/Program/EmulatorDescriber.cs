using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Chat.Contracts.CommandLine;

namespace Aspire.Hosting;

/// <summary>Asks the emulator's program what a stack has: an AppHost composes resources by it, before anything runs.</summary>
internal static class EmulatorDescriber
{
    /// <summary>Throws with the emulator's own words where the stack can't be read. Waits, for the map of an application is made step by step.</summary>
    /// <param name="api">The resource's name.</param>
    /// <param name="stack">Null: only the emulator itself is asked about.</param>
    public static EmulatorDescription Describe(EmulatorProgram program, string api, string? stack)
    {
        program.RequireExists();
        string[] arguments = [.. program.Arguments, EmulatorArguments.Describe, .. stack is null ? Array.Empty<string>() : [stack]];
        using var process = Process.Start(new ProcessStartInfo(program.Command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new DistributedApplicationException($"The WebSocket API '{api}' can't be read from its template: {errors.ToString().Trim()}");
        }

        return JsonSerializer.Deserialize(output, DescriptionJson.Default.EmulatorDescription)
            ?? throw new DistributedApplicationException($"The emulator of the WebSocket API '{api}' has described nothing.");
    }
}
