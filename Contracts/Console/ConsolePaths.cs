namespace Chat.Contracts.Console;

/// <summary>Where the console's HTTP API is. GET reads; everything else changes, and needs the token as <c>Authorization: Bearer TOKEN</c>.</summary>
public static class ConsolePaths
{
    /// <summary>The page for people. With <c>?token=TOKEN</c> it may change things.</summary>
    public const string Page = "/_console";

    /// <summary>What the API is below.</summary>
    public const string Api = Page + "/api";

    /// <summary>GET: a <see cref="StateView"/>.</summary>
    public const string State = Api + "/state";

    /// <summary>GET: a <see cref="ConnectionsView"/>. DELETE closes them all: a <see cref="ClosedView"/>.</summary>
    public const string Connections = Api + "/connections";

    /// <summary>POST sends the body to every client: a <see cref="SentView"/>.</summary>
    public const string Frames = Connections + "/frames";

    /// <summary>GET: an <see cref="EventsView"/>.</summary>
    public const string Events = Api + "/events";

    /// <summary>GET: an <see cref="EventsView"/> for each message of a stream (Server-Sent Events), which <c>?kinds=a,b</c> narrows.</summary>
    public const string EventStream = Events + "/stream";

    /// <summary>GET: a <see cref="MessagesView"/>; <c>?failed=true</c> has those alone that went wrong.</summary>
    public const string Messages = Api + "/messages";

    /// <summary>GET: a <see cref="FunctionView"/> each.</summary>
    public const string Functions = Api + "/functions";

    /// <summary>GET: a <see cref="TableView"/> each.</summary>
    public const string Tables = Api + "/tables";

    /// <summary>GET, PUT and DELETE: <see cref="Chat.Contracts.Faults.FaultSettings"/>.</summary>
    public const string Faults = Api + "/faults";

    /// <summary>GET: a <see cref="RecordingView"/>. POST begins to record, by a <see cref="RecordingRequest"/> or without; DELETE ends it.</summary>
    public const string Recording = Api + "/recording";

    /// <summary>GET: the file of the recording that is on, or of the last one, as lines of JSON.</summary>
    public const string RecordingFile = Recording + "/file";

    /// <summary>GET: a <see cref="ConnectionDetailView"/>. DELETE closes it: a <see cref="ClosedView"/>.</summary>
    public static string Connection(string connectionId) => $"{Connections}/{Uri.EscapeDataString(connectionId)}";

    /// <summary>GET: a <see cref="MessageDetailView"/>.</summary>
    public static string Message(string messageId) => $"{Messages}/{Uri.EscapeDataString(messageId)}";

    /// <summary>POST sends the body to one client: a <see cref="SentView"/>.</summary>
    public static string FramesOf(string connectionId) => $"{Connection(connectionId)}/frames";

    /// <summary>POST invokes a function with the body as its event, and waits: an <see cref="InvokedView"/>.</summary>
    public static string InvocationsOf(string functionName) => $"{Functions}/{Uri.EscapeDataString(functionName)}/invocations";

    /// <summary>GET: a <see cref="RowsView"/>.</summary>
    public static string RowsOf(string tableName) => $"{Tables}/{Uri.EscapeDataString(tableName)}/rows";

    /// <summary>POST deletes every row of a table: a <see cref="ClearedView"/>.</summary>
    public static string Clear(string tableName) => $"{Tables}/{Uri.EscapeDataString(tableName)}/clear";
}
