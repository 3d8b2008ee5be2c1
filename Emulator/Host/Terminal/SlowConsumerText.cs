using System.Globalization;
using Chat.Emulator.Options;

namespace Chat.Emulator.Host.Terminal;

/// <summary>When a client that doesn't read is closed, as people write it: <c>20/10s</c>, or <c>off</c>.</summary>
internal static class SlowConsumerText
{
    public const string Off = "off";

    /// <summary>Longest period: an hour.</summary>
    public static readonly TimeSpan LongestPeriod = TimeSpan.FromHours(1);

    /// <summary>False when the text is neither <c>off</c> nor a number of posts and a time.</summary>
    public static bool TryParse(string text, out int refusals, out TimeSpan period)
    {
        (refusals, period) = (0, EmulatorOptions.DefaultSlowConsumerPeriod);
        if (text == Off)
        {
            return true;
        }

        if (text.Split('/') is not [var count, [.. var seconds, 's']]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out refusals)
            || !double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value * TimeSpan.TicksPerSecond > LongestPeriod.Ticks)
        {
            return false;
        }

        period = TimeSpan.FromSeconds(value);
        return refusals > 0 && period > TimeSpan.Zero;
    }
}
