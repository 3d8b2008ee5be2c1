using System.Globalization;

namespace Chat.Emulator.Lambda;

/// <summary>The end of a process in Lambda's words.</summary>
internal static class ExitReason
{
    /// <summary><c>Runtime.ExitError</c>: "RequestId: … Error: Runtime exited with error: exit status 1".</summary>
    public static FunctionError Describe(int exitCode) => new(
        exitCode switch
        {
            0 => "Runtime exited without providing a reason",
            _ when Signal(exitCode) is { } signal => $"Runtime exited with error: signal: {signal}",
            _ => string.Create(CultureInfo.InvariantCulture, $"Runtime exited with error: exit status {exitCode}"),
        },
        "Runtime.ExitError");

    // A child that ended by a signal is reported as 128 and the signal's number, as in a shell.
    private static string? Signal(int exitCode) => (exitCode - 128) switch
    {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        6 => "aborted",
        8 => "floating point exception",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        15 => "terminated",
        _ => null,
    };
}
