using System.Diagnostics;
using Chat.Emulator.Tables;

namespace Chat.Emulator.Tests.Tables;

/// <summary>Whoever asks the tables leaves nothing open in their database.</summary>
public sealed class OpenIteratorsTests
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Tables", "open-iterators.mjs");

    [Fact]
    public async Task QueriesAndScans_Answered_LeaveNoIteratorOpen()
    {
        using var node = Process.Start(new ProcessStartInfo("node", [Script, DynaliteFolder.Find()]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(RunningTables.Limit);
        var output = await node.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = await node.StandardError.ReadToEndAsync(limit.Token);
        await node.WaitForExitAsync(limit.Token);

        Assert.True(output.Trim() == "5,2,5,3 items, 0 open", output + errors);
    }
}
