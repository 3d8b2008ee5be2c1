using System.Collections.Frozen;

namespace Chat.Benchmarks.Compare;

/// <summary>What <c>compare</c> was asked for.</summary>
/// <param name="Rows">The rows to measure.</param>
/// <param name="IsQuick">Small and short: whether it runs, not what comes out.</param>
/// <param name="HasPeers">Whether the peers are measured too.</param>
/// <param name="Functions">How the functions are built: one of <see cref="Builds"/>.</param>
/// <param name="Emulator">The same for the emulator.</param>
internal sealed record CompareOptions(FrozenSet<string> Rows, int Rounds, bool IsQuick, bool HasPeers, string Functions, string Emulator)
{
    public const string Native = "native";
    public const string Portable = "portable";
    public const string Auto = "auto";

    public static string[] Builds { get; } = [Auto, Native, Portable];

    public TimeSpan WarmUp => TimeSpan.FromSeconds(IsQuick ? 0.5 : 3);

    /// <summary>For each broadcast measurement.</summary>
    public TimeSpan Measure => TimeSpan.FromSeconds(IsQuick ? 0.5 : 3);

    public int[] CrowdSizes => IsQuick ? [5, 10] : [10, 50, 200, 1_000, 2_000];

    public int Answers => IsQuick ? 50 : 3_000;

    /// <summary>How many answers come before those that are measured: compilers of .NET and Node.js are done by then, or nearly so.</summary>
    public int AnswersToWarmUp => 3 * Answers;

    /// <summary>Messages after which nothing is cold any more.</summary>
    public int ColdWarmUp => IsQuick ? 50 : 3_000;

    public int IdleClients => IsQuick ? 50 : 10_000;

    /// <summary>How long nothing happens where idleness is measured.</summary>
    public TimeSpan Settle => TimeSpan.FromSeconds(IsQuick ? 1 : 5);

    public int[] FanOutSizes => IsQuick ? [20] : [1_000, 10_000];

    /// <summary>The smallest crowd in which connects are counted.</summary>
    public int ConnectSize => IsQuick ? 10 : 200;

    /// <summary>The crowd in which deliveries are counted.</summary>
    public int DeliverySize => IsQuick ? 5 : 50;

    public bool LeavesAt(int clients) => clients is 200 or 2_000 || IsQuick;

    public bool BroadcastsAt(int clients) => clients != 2_000;
}
