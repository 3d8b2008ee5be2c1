using System.Runtime.InteropServices;
using Chat.Emulator.Lambda.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Lambda.Processes;

/// <summary>Run as a program, this assembly owns two children and prints their ids, until a test kills it; as a function it is a function.</summary>
internal static class ProcessOwner
{
    private static async Task Main()
    {
        if (Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") is { } runtimeApi)
        {
            await Host.Tls.TutorialFunction.RunAsync(runtimeApi);
        }

        if (!OperatingSystem.IsWindows())
        {
            // As a shell does with the command in the foreground.
            _ = setpgid(0, 0);
        }

        var processes = new GuardedProcesses(NullLogger<GuardedProcesses>.Instance, TimeProvider.System);
        var plain = await processes.StartAsync(Children.Sleep(), CancellationToken.None);
        var deaf = await processes.StartAsync(Children.Shell("trap '' INT TERM HUP; sleep 600 & wait"), CancellationToken.None);
        await Console.Out.WriteLineAsync($"{plain.Id} {deaf.Id}");
        await plain.Exited;
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setpgid(int process, int group);
}
