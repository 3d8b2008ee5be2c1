using System.CommandLine;
using Chat.Benchmarks.Contenders;
using Chat.Benchmarks.Rooms;

namespace Chat.Benchmarks;

/// <summary>The benchmarks' command line; see <c>--help</c>.</summary>
internal static class BenchmarkProgram
{
    public static async Task<int> Main(string[] arguments)
    {
        // What the benchmarks start of themselves.
        switch (arguments)
        {
            case ["floor"]:
                return await FloorServer.RunAsync(CancellationToken.None);
            case [HubServer.Command]:
                return await HubServer.RunAsync(CancellationToken.None);
            case ["host", var template]:
                return await EmulatorHost.RunAsync(template);
        }

        var root = new RootCommand("Measures the chat and its emulator: under load, beside peers, in parts, and what it costs on AWS.")
        {
            CompareCommand.Create(),
            LoadCommand.Create(),
            RoomsCommand.Create(),
            SplitCommand.Create(),
            PartsCommand.Create(),
            CostCommand.Create(),
        };

        try
        {
            // No time limit: what was started is stopped first, which takes what it takes.
            return await root.Parse(arguments).InvokeAsync(
                new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1), EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return 130;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or TimeoutException or System.Net.Sockets.SocketException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
