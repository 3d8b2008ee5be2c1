namespace Chat.Benchmarks.Rooms;

/// <summary>What <c>rooms</c> was asked for.</summary>
/// <param name="Rate">Messages a second, of all rooms together.</param>
/// <param name="WarmUp">How long they talk before it counts.</param>
/// <param name="Measure">How long it counts.</param>
internal sealed record RoomsOptions(int Clients, int Rooms, double Rate, TimeSpan WarmUp, TimeSpan Measure)
{
    public string RoomOf(int client) => $"room-{client % Rooms}";

    /// <summary>How many are in a room.</summary>
    public int SizeOf(int room) => (Clients / Rooms) + (room < Clients % Rooms ? 1 : 0);
}
