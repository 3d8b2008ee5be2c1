using System.Globalization;

namespace Chat.Functions.Rooms;

/// <summary>
/// How many messages somebody sends: a user by all of his connections, whoever is nobody by the one. Counted in the table, for a connection's messages go to any
/// process: one write each, to an item of the sender and the ten seconds, which is swept after them.
/// </summary>
internal sealed class SendingRate(RoomTable table, TimeProvider time)
{
    private const int Window = 10;

    /// <summary>What a window takes: ten a second, all at once if need be.</summary>
    public const int MostInAWindow = 10 * Window;

    /// <summary>False: not now.</summary>
    public Task<bool> TryCountAsync(string sender, CancellationToken cancellationToken)
    {
        var window = time.GetUtcNow().ToUnixTimeSeconds() / Window;
        return table.TryCountAsync(
            $"sender#{sender}", window.ToString(CultureInfo.InvariantCulture), MostInAWindow, life: TimeSpan.FromSeconds(2 * Window), cancellationToken);
    }
}
