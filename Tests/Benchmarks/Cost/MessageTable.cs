using System.Globalization;
using System.Text;
using Chat.Benchmarks.Report;

namespace Chat.Benchmarks.Cost;

/// <summary>What one message costs at 100 to 1,000,000 connections, in time and money: as it is, in one invocation, and with ten times the quotas.</summary>
internal static class MessageTable
{
    private static readonly double[] Rooms = [100, 1_000, 10_000, 100_000, 1_000_000];

    public static string Of(double bytes, Prices prices, Quotas quotas)
    {
        var text = new StringBuilder();
        Line(text, $"A message of {bytes:N0} bytes to a room; quotas of {quotas.LookedUpOn}, prices of {prices.LookedUpOn}.");
        Line(text, $"");
        Line(text, $"| connections | invocations that post | seconds | what binds | {prices.Currency} | of it API Gateway | in one invocation | with ten times the account's requests |");
        Line(text, $"|---|---|---|---|---|---|---|---|");
        foreach (var recipients in Rooms)
        {
            var cost = Of(recipients, bytes, new FanOutDesign(), quotas, prices);
            var alone = Of(recipients, bytes, FanOutDesign.Never, quotas, prices);
            var raised = Of(recipients, bytes, Raised, TenTimes(quotas), prices);
            Line(text, $"| {recipients:N0} | {Math.Max(1, cost.Slices):N0} | {Seconds(cost)} | {cost.Binds} | {cost.Total:0.00000} | {cost.ApiCost / cost.Total:0%} | {Seconds(alone)} | {Seconds(raised)} |");
        }

        Line(text, $"");
        Line(text, $"Connecting them takes {Rooms[^1] / quotas.NewConnectionsPerSecond / 60:N0} minutes for the last row, at {quotas.NewConnectionsPerSecond:N0} new connections a second.");
        return text.ToString();
    }

    /// <summary>The seconds over the connections, of the same three.</summary>
    public static string Draw(double bytes, Prices prices, Quotas quotas) => Plot.Draw(
        "Seconds until the last of N connections has a message (reckoned; less is better)",
        "connections",
        [
            new Series("split, as deployed", Points(recipients => Of(recipients, bytes, new FanOutDesign(), quotas, prices).Seconds)),
            new Series("in one invocation (29 s)", Points(recipients => Of(recipients, bytes, FanOutDesign.Never, quotas, prices).Seconds)),
            new Series("split, ten times the requests", Points(recipients => Of(recipients, bytes, Raised, TenTimes(quotas), prices).Seconds)),
        ]);

    private static FanOutDesign Raised => new() { MostSlices = 64, PostsPerSecond = 80_000 };

    private static (double X, double Y)[] Points(Func<double, double> seconds) => [.. Rooms.Select(recipients => (recipients, seconds(recipients)))];

    private static Quotas TenTimes(Quotas quotas) => quotas with { ApiRequestsPerSecond = 10 * quotas.ApiRequestsPerSecond };

    private static MessageCost Of(double recipients, double bytes, FanOutDesign fanOut, Quotas quotas, Prices prices) =>
        MessageCost.Of(recipients, bytes, Design.OfTheChat, fanOut, quotas, prices);

    private static string Seconds(MessageCost cost) => cost.Fits
        ? cost.Seconds.ToString(cost.Seconds < 1 ? "0.00" : "N1", CultureInfo.InvariantCulture)
        : $"{cost.Seconds.ToString("N0", CultureInfo.InvariantCulture)}: not all in time";

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
