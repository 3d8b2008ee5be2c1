using Microsoft.Extensions.Configuration;

namespace Chat.AppHost.Backends;

/// <summary>What the chat runs on, as <c>Chat:Backend</c> says: a closed set.</summary>
internal abstract record Backend
{
    public const string Setting = "Chat:Backend";

    /// <summary>LocalStack's last release that runs without a token: https://hub.docker.com/r/localstack/localstack/tags</summary>
    public const string LocalStackTagWithoutToken = "4.14.0";

    public const string LocalStackTagWithToken = "2026.06.0";

    private const string TokenVariable = "LOCALSTACK_AUTH_TOKEN";
    private const string TablesSetting = "Chat:Tables";
    private const string FunctionsSetting = "Chat:Functions";

    private Backend()
    {
    }

    /// <summary>The emulator, its functions and its tables: needs nothing but this machine.</summary>
    /// <param name="Tables">A DynamoDB to have the table in instead, <c>Chat:Tables</c>: that of AWS's own emulator, say.</param>
    public sealed record Embedded(Uri? Tables = null) : Backend;

    /// <summary>LocalStack in a container.</summary>
    /// <param name="Token">With a token the whole stack is deployed into it; null: it serves the table, the emulator the rest.</param>
    public sealed record LocalStack(string? Token) : Backend
    {
        public string Tag => Token is null ? LocalStackTagWithoutToken : LocalStackTagWithToken;

        /// <summary>What the start says: which half of the chat is LocalStack's is not to be guessed at.</summary>
        public string Announcement => Token is null
            ? $"LocalStack {Tag} serves the table, the emulator the WebSocket API and the functions: {TokenVariable} isn't set, and without a licence LocalStack has no WebSocket APIs."
            : $"The whole stack is deployed into LocalStack {Tag} ({TokenVariable} is set), and the page talks to its WebSocket URL.";

        // A token in a log is a token lost.
        public override string ToString() => $"LocalStack {Tag}";
    }

    /// <summary>The deployed stack on AWS.</summary>
    /// <param name="AreFunctionsLocal">True: the functions and the API run here and use the stack's table. False: only the page does.</param>
    public sealed record Aws(bool AreFunctionsLocal) : Backend;

    /// <summary>A setting that is none of these.</summary>
    public sealed record Unknown(string Problem) : Backend;

    public static Backend Read(IConfiguration settings) => settings[Setting]?.ToUpperInvariant() switch
    {
        null or "" or "EMBEDDED" => string.IsNullOrWhiteSpace(settings[TablesSetting])
            ? new Embedded()
            : Uri.TryCreate(settings[TablesSetting], UriKind.Absolute, out var tables) && tables.Scheme is ("http" or "https")
                ? new Embedded(tables)
                : new Unknown($"{TablesSetting} is '{settings[TablesSetting]}', and must be the http or https URL of a DynamoDB endpoint."),
        "LOCALSTACK" => new LocalStack(string.IsNullOrWhiteSpace(settings[TokenVariable]) ? null : settings[TokenVariable]),
        "AWS" => settings[FunctionsSetting]?.ToUpperInvariant() switch
        {
            null or "" or "AWS" => new Aws(AreFunctionsLocal: false),
            "LOCAL" => new Aws(AreFunctionsLocal: true),
            _ => new Unknown($"{FunctionsSetting} is '{settings[FunctionsSetting]}', and can be Aws (they run where they are deployed) or Local (they run here, on the deployed table)."),
        },
        _ => new Unknown($"{Setting} is '{settings[Setting]}', and can be Embedded (the default), LocalStack or Aws."),
    };
}
