using System.Globalization;
using System.Text;

namespace Chat.Soak.Tests;

/// <summary>What a run came to.</summary>
internal sealed record SoakOutcome
{
    public required int Seed { get; init; }

    public required LedgerTally Messages { get; init; }

    public required ChaosCounts Chaos { get; init; }

    public required int Joins { get; init; }

    /// <summary>Handshakes that were refused, since their function was killed or the tables were down; their clients tried again.</summary>
    public required int Refused { get; init; }

    public required int RowsLeft { get; init; }

    public required int ProcessesLeft { get; init; }

    /// <summary>Errors that the emulator logged: those are for its own bugs.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>More functions said that they had failed than were killed or stopped.</summary>
    public bool HasUnexplainedFailures => Messages.GatewayErrors > Chaos.SendKills;

    public bool IsClean =>
        Messages is { Lost: 0, Doubled: 0, Misdelivered: 0, Stuck: 0 }
        && RowsLeft == 0 && ProcessesLeft == 0 && Errors.Count == 0 && !HasUnexplainedFailures;

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"seed {Seed}: {Joins} joins, {Refused} handshakes refused; {Chaos}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Messages.Sent} messages, {Messages.Delivered} deliveries; of {Messages.Excused} messages whose function was "
            + $"killed, or had no table, not everybody heard, and their senders were told ({Messages.GatewayErrors} error frames of the gateway, {Messages.FunctionErrors} of the function)");
        text.AppendLine(CultureInfo.InvariantCulture, $"lost {Messages.Lost}, doubled {Messages.Doubled}, misdelivered {Messages.Misdelivered}, stuck {Messages.Stuck}, "
            + $"rows left {RowsLeft}, processes left {ProcessesLeft}, errors logged {Errors.Count}");
        if (HasUnexplainedFailures)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{Messages.GatewayErrors} functions failed, and {Chaos.SendKills} were killed");
        }

        return text.AppendJoin('\n', Messages.Details.Concat(Errors)).ToString().TrimEnd();
    }
}
