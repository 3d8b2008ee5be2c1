using System.Globalization;
using Chat.Emulator.Host;
using Chat.Emulator.Options;

namespace Chat.Benchmarks;

/// <summary>
/// The emulator as a library in a process of its own, which tells what it has allocated: on standard input <c>allocated</c>, on standard
/// output <c>allocated 12345</c>, in bytes. Ends with its input.
/// </summary>
internal static class EmulatorHost
{
    public static async Task<int> RunAsync(string template)
    {
        var options = new EmulatorOptions { Assembly = template, Port = 0, AreRatesEnforced = false, Attached = ["bench-echo", "bench-post", "bench-post-sdk", "bench-null"] };
        await using var cloud = await LocalCloud.StartAsync(options, CancellationToken.None);
        await Console.Out.WriteLineAsync($"ready {cloud.Stages.Single().WebSocketUrl}");
        while (await Console.In.ReadLineAsync() is not null)
        {
            await Console.Out.WriteLineAsync($"allocated {GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture)}");
        }

        return 0;
    }
}
