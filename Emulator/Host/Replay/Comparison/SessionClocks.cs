using System.Globalization;

namespace Chat.Emulator.Host.Replay.Comparison;

/// <summary>
/// Tells when two times are the same but for the hour at which a session ran: as far from its beginning as the other one, give or take the session's
/// length, since a replay is quicker. So a time of the session is like any other of it, and one that is an hour after it isn't like one that is two.
/// </summary>
internal sealed class SessionClocks(DateTimeOffset recordedAt, TimeSpan recordedDuration, TimeProvider time)
{
    private static readonly TimeSpan Give = TimeSpan.FromMinutes(1);

    private readonly DateTimeOffset _replayedAt = time.GetUtcNow();

    public bool AreSameDates(string recorded, string replayed) =>
        recorded == replayed
        || (Shape(recorded) == Shape(replayed) && Parse(recorded) is { } before && Parse(replayed) is { } now && AreSame(before, now));

    public bool AreSameEpochs(string recorded, string replayed) =>
        recorded == replayed
        || (Whole(recorded).Length == Whole(replayed).Length && Epoch(recorded) is { } before && Epoch(replayed) is { } now && AreSame(before, now));

    private bool AreSame(DateTimeOffset recorded, DateTimeOffset replayed)
    {
        var duration = time.GetUtcNow() - _replayedAt;
        var most = (recordedDuration > duration ? recordedDuration : duration) + Give;
        return (recorded - recordedAt - (replayed - _replayedAt)).Duration() <= most;
    }

    // With the digits' places alone: another format is a difference. How many digits of a second there are isn't.
    private static string Shape(string date) =>
        string.Concat(date.Split('.', ',') is [var whole, var fraction] ? whole + fraction.TrimStart("0123456789".ToCharArray()) : date)
            .Select(character => char.IsAsciiDigit(character) ? '0' : character)
            .Aggregate("", (shape, character) => shape + character);

    private static DateTimeOffset? Parse(string date) => DateTimeOffset.TryParse(
        date.Replace(',', '.'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed) ? parsed : null;

    private static string Whole(string number) => number.Split('.')[0];

    private static DateTimeOffset? Epoch(string number) => double.TryParse(number, CultureInfo.InvariantCulture, out var value)
        ? DateTimeOffset.UnixEpoch + (Whole(number).Length > 10 ? TimeSpan.FromMilliseconds(value) : TimeSpan.FromSeconds(value))
        : null;
}
