using System.Diagnostics;
using Chat.Emulator.Tables;

namespace Chat.Emulator.Tests.Tables;

/// <summary>What is put in dynalite's place, by scripts that look at it from within.</summary>
public sealed class DynaliteTests
{
    /// <summary>Whoever asks the tables leaves nothing open in their database.</summary>
    [Fact]
    public async Task QueriesAndScans_Answered_LeaveNoIteratorOpen() =>
        Assert.Equal("5,2,5,3 items, 0 open", await RunAsync("open-iterators.mjs"));

    /// <summary>An expression that was read before gives what it gave, with the values of this request; what is wrong is read again each time.</summary>
    [Fact]
    public async Task Expressions_ReadBefore_AreAsDynaliteReadsThem() =>
        Assert.Equal("117 compared, 75 read, 2201 of many, 0 differ", await RunAsync("kept-expressions.mjs"));

    /// <summary>A page has what dynalite would give, and no iterator stays open.</summary>
    [Fact]
    public async Task Rows_ReadInBlocks_ArePagesAsDynaliteReadsThem() =>
        Assert.Equal("1414 pages compared, 988 with more to come, 0 open, 3 parsed for 3, 0 differ", await RunAsync("rows-in-blocks.mjs"));

    private static async Task<string> RunAsync(string script)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Tables", script);
        using var node = Process.Start(new ProcessStartInfo("node", [path, DynaliteFolder.Find()]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(RunningTables.Limit);
        var errors = node.StandardError.ReadToEndAsync(limit.Token);
        var output = await node.StandardOutput.ReadToEndAsync(limit.Token);
        await node.WaitForExitAsync(limit.Token);
        return output.Trim() + await errors;
    }
}
