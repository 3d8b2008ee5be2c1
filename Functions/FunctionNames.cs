namespace Chat.Functions;

/// <summary>The functions' names, which are their handlers' names too.</summary>
internal static class FunctionNames
{
    public const string Connect = "websocket-connect";
    public const string Disconnect = "websocket-disconnect";
    public const string Send = "websocket-send";
    public const string Hub = "websocket-hub";
    public const string Broadcast = "websocket-broadcast";
    public const string Authorizer = "websocket-authorizer";
}
