namespace Chat.Emulator.Tables;

/// <summary>The tables' server can't be started, or doesn't take the tables; the message says why and what to do.</summary>
internal sealed class TableServerException(string message, Exception? innerException = null) : Exception(message, innerException);
