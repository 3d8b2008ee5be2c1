using System.Text;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Replay.Comparison;

/// <summary>The differences for people: what was recorded after a minus, what came after a plus.</summary>
internal static class DifferenceText
{
    private const int MaxText = 500;
    private const int MaxCause = 100;
    private const int MaxPlaces = 8;

    public static string Of(SessionDifferences result)
    {
        var text = new StringBuilder();
        foreach (var group in Grouped(result.Differences))
        {
            Write(text, group);
        }

        if (result.NotSent.Count > 0)
        {
            var connections = result.NotSent.Select(sent => sent.Connection).Distinct().Order();
            text.Append($"{result.NotSent.Count} {(result.NotSent.Count == 1 ? "frame" : "frames")} couldn't be sent, for {Connections(connections)} wasn't open.\n\n");
        }

        if (result.LeftOut > 0)
        {
            text.Append($"{result.LeftOut} {(result.LeftOut == 1 ? "delivery" : "deliveries")} that could not come for that reason {(result.LeftOut == 1 ? "isn't" : "aren't")} listed.\n\n");
        }

        return text.ToString();
    }

    /// <summary>Those that several connections have in common, once.</summary>
    public static IEnumerable<IReadOnlyList<Difference>> Grouped(IEnumerable<Difference> differences) => differences
        .GroupBy(difference => (difference.Kind, difference.After?.N, difference.Expected, difference.Got))
        .SelectMany(group => group.Key.Kind is DifferenceKind.Handshake or DifferenceKind.Close ? group.Select(each => (IReadOnlyList<Difference>)[each]) : [[.. group]]);

    private static void Write(StringBuilder text, IReadOnlyList<Difference> group)
    {
        var difference = group[0];
        var whose = Connections(group.Select(each => each.Connection).Distinct().Order());
        var what = difference.Kind switch
        {
            DifferenceKind.Changed => "hears something else",
            DifferenceKind.Missing => "doesn't hear this",
            DifferenceKind.Extra => "hears this too",
            DifferenceKind.Order => "hears this in another place",
            DifferenceKind.Handshake => "has another handshake",
            _ => "is closed otherwise",
        };
        text.Append($"{whose} {what}{After(difference)}\n");
        if (difference.Kind is DifferenceKind.Order)
        {
            text.Append($"  ~ {Shortened.Of(difference.Expected!, MaxText)}\n\n");
            return;
        }

        if (difference.Expected is not null || difference.Kind is DifferenceKind.Handshake or DifferenceKind.Close)
        {
            text.Append($"  - {Shortened.Of(difference.Expected ?? "nothing", MaxText)}\n");
        }

        if (difference.Got is not null || difference.Kind is DifferenceKind.Handshake or DifferenceKind.Close)
        {
            text.Append($"  + {Shortened.Of(difference.Got ?? "nothing", MaxText)}\n");
        }

        foreach (var place in difference.Where.Take(MaxPlaces))
        {
            text.Append($"    {place}\n");
        }

        if (difference.Where.Count > MaxPlaces)
        {
            text.Append($"    and in {difference.Where.Count - MaxPlaces} more places\n");
        }

        text.Append('\n');
    }

    private static string After(Difference difference) => difference.After switch
    {
        SessionLine.FrameIn received => $", after frame {received.N} of connection {received.Connection}: {Shortened.Of(received.Text, MaxCause)}",
        SessionLine.Connect connect when difference.Kind is not DifferenceKind.Handshake => $", after connection {connect.Connection} connects",
        SessionLine.Close close when difference.Kind is not DifferenceKind.Close => $", after connection {close.Connection} is closed",
        _ => "",
    };

    private static string Connections(IEnumerable<int> connections) =>
        connections.ToList() is [var one] ? $"connection {one}" : $"each of connections {string.Join(", ", connections)}";
}
