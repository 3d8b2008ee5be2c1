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

        var notSent = result.NotSent.Except(result.NotHeard).ToList();
        if (notSent.Count > 0)
        {
            text.Append($"{Frames(notSent)} couldn't be sent, because {Connections(notSent)} wasn't open.\n\n");
        }

        if (result.NotHeard.Count > 0)
        {
            text.Append($"{Frames(result.NotHeard)} of {Connections(result.NotHeard)} didn't reach the routes: throttled, or the connection was closed.\n\n");
        }

        if (result.Unknown.Count > 0)
        {
            var name = Placeholders.NamesIn(result.Unknown.First()).First();
            text.Append($"Sent as they stand in the recording, since nothing was heard in their place: {string.Join(", ", result.Unknown)}. Give them with --secret {name}=VALUE.\n\n");
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
            DifferenceKind.Changed => " hears a different frame",
            DifferenceKind.Missing => " doesn't hear this",
            DifferenceKind.Extra => " hears this too",
            DifferenceKind.Order => " hears this in another place",
            DifferenceKind.Handshake => "'s handshake ended differently",
            _ => " was closed differently",
        };
        text.Append($"{whose}{what}{After(difference)}\n");
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

    private static string Frames(IReadOnlyCollection<SessionLine.FrameIn> frames) => $"{frames.Count} {(frames.Count == 1 ? "frame" : "frames")}";

    private static string Connections(IEnumerable<SessionLine.FrameIn> frames) => Connections(frames.Select(frame => frame.Connection).Distinct().Order());

    private static string Connections(IEnumerable<int> connections) =>
        connections.ToList() is [var one] ? $"connection {one}" : $"each of connections {string.Join(", ", connections)}";
}
