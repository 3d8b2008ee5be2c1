using System.Diagnostics.Metrics;
using Chat.Functions.Broadcasting;

namespace Chat.Functions.Telemetry;

/// <summary>What broadcasts came to; counted by nobody while nobody listens.</summary>
internal static class BroadcastMetrics
{
    public const string MeterName = "Chat.Functions";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Recipients =
        Meter.CreateCounter<long>("chat.broadcast.recipients", "{recipient}", "Recipients of messages by outcome: delivered, gone, failed");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("chat.broadcast.retries", "{post}", "Posts that were repeated");

    private static readonly Counter<long> Unlisted = Meter.CreateCounter<long>(
        "chat.broadcast.unlisted", "{message}", "Messages for which the list of connections could not be read to its end");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("chat.broadcast.duration", "s", "From the first read of the table to the last answer");

    public static void Record(BroadcastTally tally)
    {
        Add("delivered", tally.Delivered);
        Add("gone", tally.Gone);
        Add("failed", tally.Failed);
        Retries.Add(tally.Retried);
        if (!tally.EveryoneListed)
        {
            Unlisted.Add(1);
        }

        Duration.Record(tally.Elapsed.TotalSeconds);
    }

    private static void Add(string outcome, int count)
    {
        if (count > 0)
        {
            Recipients.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }
}
