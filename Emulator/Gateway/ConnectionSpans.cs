using System.Diagnostics;
using Chat.Emulator.Gateway.Connections;

namespace Chat.Emulator.Gateway;

/// <summary>How a connection stands in a span.</summary>
internal static class ConnectionSpans
{
    public static Activity? Of(this Activity? span, Connection connection) => span
        ?.SetTag("apigateway.api_id", connection.ApiId)
        .SetTag("apigateway.stage", connection.StageName)
        .SetTag("apigateway.connection_id", connection.Id.Value);
}
