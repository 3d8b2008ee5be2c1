namespace Chat.Contracts;

/// <summary>The emulator's own paths besides the console's, on the port of the WebSocket API.</summary>
public static class EmulatorPaths
{
    /// <summary>GET: 200 once everything is ready.</summary>
    public const string Health = "/_health";

    /// <summary>What the paths about functions are below.</summary>
    public const string Functions = "/_functions/";

    /// <summary>The end of <see cref="EnvironmentOf"/>.</summary>
    public const string EnvironmentSuffix = "/environment";

    /// <summary>GET: the variables that a process needs to be an environment of a function, as a JSON object of texts. Each answer is for one process.</summary>
    public static string EnvironmentOf(string functionName) => $"{Functions}{Uri.EscapeDataString(functionName)}{EnvironmentSuffix}";
}
