namespace Chat.Emulator.Gateway.Connections;

/// <summary>What became of a message handed to a connection.</summary>
internal enum EnqueueResult
{
    Accepted,

    /// <summary>The client reads too slowly: what waits for it has reached the limit.</summary>
    Full,

    /// <summary>The connection is closing or gone.</summary>
    Closed,
}
