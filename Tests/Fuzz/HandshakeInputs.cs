using System.Text;

namespace Chat.Fuzz.Tests;

/// <summary>Requests that ask for a WebSocket, more or less.</summary>
internal sealed class HandshakeInputs(int port) : IFuzzKind
{
    private static readonly string[] Methods = ["GET", "GET", "GET", "GET", "POST", "HEAD", "OPTIONS", "get", "CONNECT", "\0"];
    private static readonly string[] Versions = ["HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9", ""];
    private static readonly string[] Paths = ["/demo", "/demo", "/demo", "/demo/", "/demo?a=b", "/other", "/", "*", "http://127.0.0.1/demo", "/demo/@connections/x"];

    public string Name => "handshakes";

    public async Task<int> RunAsync(Random random, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        head.Append(Noise.Pick(random, Methods)).Append(' ').Append(Noise.Pick(random, Paths));
        if (random.Next(4) == 0)
        {
            head.Append(Noise.Text(random));
        }

        head.Append(' ').Append(Noise.Pick(random, Versions)).Append("\r\n");
        foreach (var (name, value) in Headers(random))
        {
            head.Append(name).Append(": ").Append(value).Append(random.Next(60) == 0 ? "\n" : "\r\n");
        }

        var bytes = Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
        await Exchange.RunAsync(port, random.Next(5) == 0 ? Noise.Mutate(random, bytes) : bytes, random, cancellationToken);
        return 1;
    }

    private static IEnumerable<(string Name, string Value)> Headers(Random random)
    {
        (string, string)[] expected =
        [
            ("Host", random.Next(10) == 0 ? Noise.Text(random, 1) : "127.0.0.1"),
            ("Connection", random.Next(10) == 0 ? "keep-alive" : "Upgrade"),
            ("Upgrade", random.Next(10) == 0 ? Noise.Text(random, 1) : "websocket"),
            ("Sec-WebSocket-Version", random.Next(10) == 0 ? Noise.Text(random, 1) : "13"),
            ("Sec-WebSocket-Key", random.Next(10) == 0 ? Noise.Text(random, 1) : "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        foreach (var header in expected.Where(_ => random.Next(20) != 0))
        {
            yield return header;
            if (random.Next(30) == 0)
            {
                yield return header;
            }
        }

        string[] names = ["Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Origin", "Cookie", "x-api-key", "Authorization", "X-Forwarded-For", "Content-Length", "Transfer-Encoding"];
        for (var i = random.Next(4); i > 0; i--)
        {
            yield return (random.Next(5) == 0 ? Noise.Text(random, 1) : Noise.Pick(random, names), Noise.Text(random));
        }
    }
}
