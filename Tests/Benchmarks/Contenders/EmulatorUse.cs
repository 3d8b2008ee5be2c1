using System.Globalization;

namespace Chat.Benchmarks.Contenders;

/// <summary>Who of an emulator's processes used how much of the processor so far, in seconds; NaN where it can't be told.</summary>
internal readonly record struct EmulatorUse(double Emulator, double Tables, double Functions)
{
    /// <summary>The emulator that runs alone here: its tables' server is told by its command line.</summary>
    public static EmulatorUse Of(Running running) => new(
        ProcessUse.Processor(running.Server.Id),
        Sum(id => ProcessUse.CommandLine(id) is ["node", "start.mjs", ..]),
        Sum(id => IsFunction(running, id, "_HANDLER=")));

    /// <summary>The processes of one function, by its handler.</summary>
    public static IEnumerable<int> Function(Running running, string handler) =>
        ProcessUse.All().Where(id => IsFunction(running, id, $"_HANDLER={handler}\0"));

    public static EmulatorUse operator -(EmulatorUse left, EmulatorUse right) =>
        new(left.Emulator - right.Emulator, left.Tables - right.Tables, left.Functions - right.Functions);

    private static double Sum(Func<int, bool> isOne) => ProcessUse.All().Where(isOne).Select(ProcessUse.Processor).Sum();

    // All functions are the same program, told apart by their environment, in which their emulator's port stands too: they are no descendants of it.
    private static bool IsFunction(Running running, int id, string handler) => ProcessUse.Variables(id) is { } variables
        && variables.Contains(handler, StringComparison.Ordinal)
        && variables.Contains(
            string.Create(CultureInfo.InvariantCulture, $"AWS_ENDPOINT_URL_LAMBDA=http://127.0.0.1:{running.Url.Port}/"), StringComparison.Ordinal);
}
