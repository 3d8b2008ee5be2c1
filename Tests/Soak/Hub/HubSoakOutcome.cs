using System.Globalization;
using System.Text;

namespace Chat.Soak.Tests.Hub;

/// <summary>What a run came to.</summary>
internal sealed record HubSoakOutcome
{
    public required HubSoakPlan Plan { get; init; }

    public required TimeSpan Talked { get; init; }

    public required HubTally Tally { get; init; }

    /// <summary>How often somebody left, and came back or went to another room.</summary>
    public required int Absences { get; init; }

    /// <summary>How many connections were cut.</summary>
    public required int Cuts { get; init; }

    public required IReadOnlyList<MemoryThirds> Memory { get; init; }

    /// <summary>What the tables had while everybody was there.</summary>
    public required RowCounts During { get; init; }

    /// <summary>What they had when nobody was.</summary>
    public required RowCounts Left { get; init; }

    public required IReadOnlyList<string> Details { get; init; }

    public bool IsClean => Tally.Wrong == 0 && During == Plan.ExpectedRows && Left.Total == 0 && (!Plan.JudgesMemory || Memory.All(third => third.IsFlat));

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"seed {Plan.Seed}: {Plan.Clients} clients in {Plan.Rooms} rooms for {Talked.TotalSeconds:0} s; {Absences} absences, {Cuts} connections cut");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Tally.Committed} messages, {Tally.Committed / Talked.TotalSeconds:0.0} a second; had {Tally.Shown} times, {Tally.Shown / Talked.TotalSeconds:0} a second, "
            + $"{Tally.Filled} of these asked for, {Tally.Missed} by members who were there; {Tally.Twice} calls with what one had, {Tally.Repeated} calls repeated");
        text.AppendLine(CultureInfo.InvariantCulture, $"wrong: {Tally.Wrong}; with everybody there: {During}{(During == Plan.ExpectedRows ? "" : $", and not {Plan.ExpectedRows}")}; with nobody there: {Left}");
        foreach (var third in Memory)
        {
            text.AppendLine(third.ToString());
        }

        return text.AppendJoin('\n', Details).ToString().TrimEnd();
    }
}
