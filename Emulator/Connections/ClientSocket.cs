namespace Chat.Emulator.Connections;

/// <summary>A client's socket after the 101.</summary>
/// <param name="Stream">Bytes both ways. Writes wait when the client doesn't read.</param>
/// <param name="Abort">Cuts it, which makes hanging reads and writes fail.</param>
/// <param name="Gone">Cancelled when the socket is dead.</param>
internal sealed record ClientSocket(Stream Stream, Action Abort, CancellationToken Gone);
