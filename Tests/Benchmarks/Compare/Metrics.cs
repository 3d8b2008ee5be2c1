using System.Globalization;
using Chat.Benchmarks.Report;

namespace Chat.Benchmarks.Compare;

/// <summary>What <c>compare</c> measures, and what is wanted of the emulator.</summary>
internal static class Metrics
{
    public static Metric Connect(int clients) => new(Rows.Connect, $"connects at N={Text(clients)}", "/s", clients == 200 ? 1_000 : null, IsHigherBetter: true);

    public static Metric ConnectProcessor(int clients, string who) => new(Rows.Connect, $"connects at N={Text(clients)}, processor each: {who}", "ms");

    public static Metric Deliveries(int senders, int clients) => new(
        Rows.Deliveries,
        $"deliveries, {Text(senders)} {(senders == 1 ? "sender" : "senders")}, N={Text(clients)}",
        "/s",
        (senders, clients) is (5, 50) ? 10_000 : null,
        IsHigherBetter: true);

    public static Metric RouteResponse { get; } = new(Rows.Answer, "route response, p50", "ms", 0.35);

    public static Metric PostBack { get; } = new(Rows.Answer, "post-back, p50", "ms", 0.9);

    public static Metric PostBackBySdk { get; } = new(Rows.Answer, "post-back with AWS's SDK for .NET, p50", "ms");

    public static Metric IdleMemory(int clients) => new(Rows.Idle, $"{Text(clients)} idle connections, memory each", "KB", clients >= 10_000 ? 25 : null);

    public static Metric IdleProcessor(int clients) => new(Rows.Idle, $"{Text(clients)} idle connections, processor", "% of one core", 1);

    public static Metric IdleSlowdown(int clients) => new(Rows.Idle, $"null invocation beside {Text(clients)} idle connections, against beside none", "times", 1.2);

    public static Metric Invocation { get; } = new(Rows.Invocation, "emulator's own part of an invocation, p50", "µs", 150);

    public static Metric InvocationIn { get; } = new(Rows.Invocation, "of it, frame to event, p50", "µs");

    public static Metric InvocationOut { get; } = new(Rows.Invocation, "of it, answer to frame, p50", "µs");

    public static Metric Allocated { get; } = new(Rows.Invocation, "allocated per message", "bytes");

    public static Metric Start { get; } = new(Rows.Start, "warm start until a message arrives", "s", 3);

    public static Metric ColdMessage { get; } = new(Rows.Cold, "first 100 messages to 10 after the start, each to its last recipient, mean", "ms");

    public static Metric ColdToWarm { get; } = new(Rows.Cold, "the first 100 messages against 100 warm ones", "times", 1.5);

    public static Metric NativeStart { get; } = new(Rows.Native, "function: process start to first event handled", "ms", 35);

    public static Metric NativeHubStart { get; } = new(Rows.Native, "hub's function: process start to first event handled", "ms", 40);

    public static Metric NativeSize { get; } = new(Rows.Native, "function: package, zipped", "MB", 8);

    public static Metric FanOut(int clients) => new(
        Rows.FanOut,
        $"posts of 10 ms, {Text(clients)} connections, frame to last recipient, p50",
        "ms",
        clients switch { 1_000 => 300, 10_000 => 2_500, _ => null });

    public static Metric FanOutMemory(int clients) => new(
        Rows.FanOut, $"posts of 10 ms, {Text(clients)} connections, sending function's peak memory", "MB", clients == 10_000 ? 512 : null);

    public static Metric FanOutProcessor(int clients) => new(
        Rows.FanOut, $"posts of 10 ms, {Text(clients)} connections, sending function's processor per post", "ms");

    public static Metric Last(int clients) => new(
        Rows.Broadcast, $"last recipient, N={Text(clients)}, p50", "ms", clients switch { 50 => 6, 200 => 18, 1_000 => 90, _ => null });

    public static Metric NoRowLeft(int clients) => new(
        Rows.Leave, $"{Text(clients)} leave at once, no row left after", "s", clients switch { 200 => 0.5, 2_000 => 4, _ => null });

    public static Metric RowsLeft(int clients) => new(Rows.Leave, $"{Text(clients)} leave at once, rows left after 20 s", "rows", 1);

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
