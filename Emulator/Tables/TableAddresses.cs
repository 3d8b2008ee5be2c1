namespace Chat.Emulator.Tables;

/// <summary>Where the stack's tables are, once they are up.</summary>
internal sealed class TableAddresses
{
    /// <summary>The server itself, for the emulator alone. Null without tables, and where they are on AWS.</summary>
    public TableTarget? Target { get; set; }

    /// <summary>What functions and integrations reach the tables by. Null as <see cref="Target"/> is.</summary>
    public Uri? Endpoint { get; set; }
}
