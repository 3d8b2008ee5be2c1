using System.Globalization;
using System.Text;

namespace Chat.Benchmarks.Cost;

/// <summary>The bill for people, and beside it what other designs would pay.</summary>
internal static class CostTable
{
    public static string Of(Usage usage, Prices prices)
    {
        var text = new StringBuilder();
        var bill = Bill.Of(usage, Design.OfTheChat, prices);
        Line(text, $"{usage.Users:N0} users, {usage.Rooms:N0} {(usage.Rooms == 1 ? "room" : "rooms")}, {usage.MessagesPerDay:N0} messages a day to {usage.Recipients:N0} connected each; {prices.Region}, prices of {prices.LookedUpOn}.");
        Line(text, $"");
        Line(text, $"| a month of {Usage.DaysPerMonth} days | quantity | {prices.Currency} |");
        Line(text, $"|---|---|---|");
        Line(text, $"| API Gateway messages, in and out | {bill.Messages:N0} | {bill.MessagesCost:N2} |");
        Line(text, $"| API Gateway connection minutes | {bill.ConnectionMinutes:N0} | {bill.MinutesCost:N2} |");
        Line(text, $"| Lambda requests | {bill.LambdaRequests:N0} | {bill.LambdaRequestsCost:N2} |");
        Line(text, $"| Lambda GB-seconds | {bill.LambdaGbSeconds:N0} | {bill.LambdaDurationCost:N2} |");
        Line(text, $"| DynamoDB write units | {bill.WriteUnits:N0} | {bill.WritesCost:N2} |");
        Line(text, $"| DynamoDB read units | {bill.ReadUnits:N0} | {bill.ReadsCost:N2} |");
        Line(text, $"| **all** | | **{bill.Total:N2}** |");
        Line(text, $"");
        Line(text, $"| instead | {prices.Currency} | against {bill.Total:N2} |");
        Line(text, $"|---|---|---|");
        var byRoom = Design.OfTheChat with { IsQuery = true };
        var manyRooms = usage with { Rooms = Math.Max(usage.Rooms * 10, 10) };
        Other("recipients by Query, not by Scan", usage, byRoom);
        Other($"{manyRooms.Rooms:N0} rooms, still by Scan", manyRooms, Design.OfTheChat);
        Other($"{manyRooms.Rooms:N0} rooms, by Query", manyRooms, byRoom);
        Other("sending function with 256 MB", usage, Design.OfTheChat with { MemoryMb = 256 });
        Other("sending function with 1,024 MB", usage, Design.OfTheChat with { MemoryMb = 1_024 });
        Other("one post after the other", usage, Design.OfTheChat with { Parallelism = 1 });
        Other("connected half as long", usage with { HoursPerDay = usage.HoursPerDay / 2 }, Design.OfTheChat);
        return text.ToString();

        void Other(string what, Usage other, Design design)
        {
            var total = Bill.Of(other, design, prices).Total;
            Line(text, $"| {what} | {total:N2} | {(total - bill.Total) / bill.Total:+0.0%;-0.0%;±0%} |");
        }
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
