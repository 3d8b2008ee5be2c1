using System.Globalization;
using System.Text;

namespace Chat.Fuzz.Tests;

/// <summary>Calls of <c>@connections</c> and of the emulator's other doors, with credentials, bodies and lengths that may be anything.</summary>
internal sealed class RequestInputs(int port) : IFuzzKind
{
    private static readonly string[] Methods = ["POST", "POST", "GET", "DELETE", "PUT", "PATCH", "HEAD"];

    private static readonly string[] Paths =
    [
        "/demo/@connections/L0SM9cOFvHcCIhw=", "/demo/%40connections/L0SM9cOFvHcCIhw%3D", "/demo/@connections/", "/demo/@connections", "/demo/@connections/a/b",
        "/other/@connections/L0SM9cOFvHcCIhw=", "/2015-03-31/functions/echo/invocations", "/2015-03-31/functions/none/invocations",
        "/2018-06-01/runtime/invocation/next", "/echo/2018-06-01/runtime/invocation/none/response", "/echo/2018-06-01/runtime/init/error",
        "/_health", "/_functions/echo/environment", "/_functions/", "/_", "/favicon.ico",
    ];

    public string Name => "requests";

    public async Task<int> RunAsync(Random random, CancellationToken cancellationToken)
    {
        var body = random.Next(3) == 0 ? Noise.Bytes(random, 300) : Encoding.UTF8.GetBytes(Noise.Json(random));
        var head = new StringBuilder();
        head.Append(Noise.Pick(random, Methods)).Append(' ').Append(Noise.Pick(random, Paths));
        if (random.Next(4) == 0)
        {
            head.Append('?').Append(Uri.EscapeDataString(Noise.Text(random)));
        }

        head.Append(" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n");
        foreach (var line in Headers(random))
        {
            head.Append(line.ReplaceLineEndings("")).Append("\r\n");
        }

        head.Append(random.Next(12) switch
        {
            0 => "Transfer-Encoding: chunked\r\n",
            1 => $"Content-Length: {Noise.Text(random, 1)}\r\n",
            2 => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {random.Next(body.Length + 1)}\r\n"),
            3 => "Content-Length: 99999999999\r\n",
            _ => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n"),
        }).Append("\r\n");
        byte[] bytes = [.. Encoding.UTF8.GetBytes(head.ToString()), .. body];
        await Exchange.RunAsync(port, random.Next(8) == 0 ? Noise.Mutate(random, bytes) : bytes, random, cancellationToken);
        return 1;
    }

    private static IEnumerable<string> Headers(Random random)
    {
        var scope = random.Next(6) == 0 ? Noise.Text(random) : "20260102/us-east-1/execute-api/aws4_request";
        var key = random.Next(3) == 0 ? Noise.Text(random, 1) : "test";
        if (random.Next(5) != 0)
        {
            yield return random.Next(6) == 0
                ? $"Authorization: {Noise.Text(random)}"
                : $"Authorization: AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders=host;x-amz-date{Noise.Text(random, 1)}, Signature={Noise.Text(random, 2)}";
            yield return $"X-Amz-Date: {(random.Next(4) == 0 ? Noise.Text(random, 1) : TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture))}";
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            string[] names = ["X-Amz-Security-Token", "X-Amz-Invocation-Type", "X-Amz-Log-Type", "X-Amz-Client-Context", "X-Amz-Content-Sha256", "Content-Type", "Origin", "Lambda-Runtime-Function-Error-Type"];
            yield return $"{Noise.Pick(random, names)}: {Noise.Text(random)}";
        }
    }
}
