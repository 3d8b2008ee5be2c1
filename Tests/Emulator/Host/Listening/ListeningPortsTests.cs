using System.Diagnostics;
using System.Globalization;
using System.Net;
using Chat.Emulator.Tests.Template;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Host.Listening;

/// <summary>
/// The emulator as a process of its own, with a function and a table: every port on which it or a child of it listens, whoever opened it, is
/// tried as a web page of somebody else would.
/// </summary>
public sealed class ListeningPortsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private const string Template = """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Echo:
            Type: AWS::Serverless::Function
            Properties:
              FunctionName: echo
              Runtime: nodejs20.x
              Handler: index.handler
              InlineCode: |
                exports.handler = async event => ({ statusCode: 200, body: event.body ?? "" });
          Rows:
            Type: AWS::DynamoDB::Table
            Properties:
              TableName: rows
              AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
              KeySchema: [{ AttributeName: id, KeyType: HASH }]
          Api:
            Type: AWS::ApiGatewayV2::Api
            Properties: { Name: ports, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action }
          Integration:
            Type: AWS::ApiGatewayV2::Integration
            Properties:
              ApiId: !Ref Api
              IntegrationType: AWS_PROXY
              IntegrationUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Echo.Arn}/invocations
          Default:
            Type: AWS::ApiGatewayV2::Route
            Properties: { ApiId: !Ref Api, RouteKey: $default, RouteResponseSelectionExpression: $default, Target: !Sub "integrations/${Integration}" }
          DefaultResponse:
            Type: AWS::ApiGatewayV2::RouteResponse
            Properties: { ApiId: !Ref Api, RouteId: !Ref Default, RouteResponseKey: $default }
          Invoke:
            Type: AWS::Lambda::Permission
            Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Echo, Principal: apigateway.amazonaws.com }
          Stage:
            Type: AWS::ApiGatewayV2::Stage
            Properties: { ApiId: !Ref Api, StageName: demo, AutoDeploy: true }
        """;

    // What a page can set, or can't keep its browser from setting.
    private static readonly (string Name, string Value)[] Marks =
    [
        ("Origin", "https://evil.example"), ("Origin", "null"), ("Host", "rebound.example"), ("Sec-Fetch-Site", "cross-site"),
    ];

    private static readonly (string Method, string Path)[] Requests =
    [
        ("GET", "/2018-06-01/runtime/invocation/next"), ("POST", "/2018-06-01/runtime/init/error"),
        ("GET", "/echo/2018-06-01/runtime/invocation/next"), ("POST", "/echo/2018-06-01/runtime/init/error"),
        ("POST", "/2015-03-31/functions/echo/invocations"), ("GET", "/_functions/echo/environment"),
        ("GET", "/_console/api/state"), ("DELETE", "/_console/api/connections"), ("OPTIONS", "/_console/api/connections"),
        ("POST", "/"), ("OPTIONS", "/"),
    ];

    [ProcessTreeFact]
    public async Task EveryPort_AskedByAForeignPage_RefusesAndTheFunctionGoesOn()
    {
        using var folder = new TemporaryFolder();
        using var emulator = Start(folder.Write("template.yaml", Template), folder.Path);
        try
        {
            var door = await ReadyAsync(emulator);
            var ports = ListeningSockets.Of(folder.Path);

            // The door, dynalite, its front, and the function's Runtime API: fewer would mean that the test doesn't see them.
            Assert.True(ports.Count >= 4, string.Join(", ", ports));
            Assert.Contains(ports, endpoint => endpoint.Port == door);
            Assert.All(ports, endpoint => Assert.True(IPAddress.IsLoopback(endpoint.Address), $"{endpoint} is open to the network"));

            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Limit };
            foreach (var endpoint in ports)
            {
                foreach (var mark in Marks)
                {
                    foreach (var (method, path) in Requests)
                    {
                        await AssertRefusedAsync(http, endpoint, method, path, mark);
                    }
                }
            }

            // Nothing was taken from the function, and it hasn't ended.
            await using var client = await RawClient.OpenAsync(door, "/demo");
            await client.SendTextAsync("still here");
            Assert.Equal("still here", await client.ReadTextAsync());
        }
        finally
        {
            emulator.Kill(entireProcessTree: true);
        }
    }

    private static async Task AssertRefusedAsync(HttpClient http, IPEndPoint endpoint, string method, string path, (string Name, string Value) mark)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://{endpoint}{path}");
        request.Headers.TryAddWithoutValidation(mark.Name, mark.Value);
        if (method == "POST")
        {
            // As a form or fetch() without asking first may send it.
            request.Content = new StringContent("""{"TableName":"rows"}""", System.Text.Encoding.UTF8, "text/plain");
            request.Headers.TryAddWithoutValidation("X-Amz-Target", "DynamoDB_20120810.DeleteTable");
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var what = $"{method} {endpoint}{path} with {mark.Name}: {mark.Value} is answered with {(int)response.StatusCode}";
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"), what);
        Assert.True(response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, what);
    }

    private static Process Start(string template, string folder)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(AppContext.BaseDirectory, "Chat.Emulator.dll"), template, "--port", "0", "--data", Path.Combine(folder, "data"),
            },
            RedirectStandardOutput = true,
            Environment = { ["TMPDIR"] = folder },
            WorkingDirectory = folder,
        };
        return Process.Start(start)!;
    }

    private static async Task<int> ReadyAsync(Process emulator)
    {
        using var limit = new CancellationTokenSource(Limit);
        var seen = new List<string>();
        while (await emulator.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            seen.Add(line);
            if (line.StartsWith("ready ", StringComparison.Ordinal))
            {
                return new Uri(line["ready ".Length..]).Port;
            }
        }

        throw new InvalidOperationException($"It ended:\n{string.Join('\n', seen)}");
    }

    /// <summary>Who listens, as Linux tells it.</summary>
    private static class ListeningSockets
    {
        private const string Listening = "0A";

        /// <param name="mark">What the environment of the first of them has. The guard, whose children functions and tables are, is nobody's child.</param>
        public static List<IPEndPoint> Of(string mark)
        {
            var sockets = Tree(mark).SelectMany(SocketsOf).ToHashSet(StringComparer.Ordinal);
            return
            [
                .. new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(file => File.ReadLines(file).Skip(1))
                    .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Where(fields => fields[3] == Listening && sockets.Contains(fields[9]))
                    .Select(fields => EndPoint(fields[1])),
            ];
        }

        // The processes with the mark, and those that have one of them among their parents.
        private static HashSet<int> Tree(string mark)
        {
            var parents = Directory.EnumerateDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
                .Where(id => id > 0)
                .Select(id => (Id: id, Parent: ParentOf(id)))
                .ToList();
            var tree = parents.Select(process => process.Id).Where(id => Read(id, "environ").Contains(mark, StringComparison.Ordinal)).ToHashSet();
            int before;
            do
            {
                before = tree.Count;
                tree.UnionWith(parents.Where(process => tree.Contains(process.Parent)).Select(process => process.Id).ToList());
            }
            while (tree.Count > before);

            return tree;
        }

        // "814 (node) S 1 …": the name may hold anything.
        private static int ParentOf(int id)
        {
            var stat = Read(id, "stat");
            return stat.Length == 0 ? 0 : int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }

        // Empty for one that has ended meanwhile, or is somebody else's.
        private static string Read(int id, string what)
        {
            try
            {
                return File.ReadAllText($"/proc/{id}/{what}");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return "";
            }
        }

        private static IEnumerable<string> SocketsOf(int id)
        {
            try
            {
                return
                [
                    .. Directory.GetFiles($"/proc/{id}/fd").Select(file => File.ResolveLinkTarget(file, false)?.Name ?? "")
                        .Where(name => name.StartsWith("socket:[", StringComparison.Ordinal)).Select(name => name["socket:[".Length..^1]),
                ];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return [];
            }
        }

        // "0100007F:119E", in words of four bytes, each the wrong way round.
        private static IPEndPoint EndPoint(string text)
        {
            var parts = text.Split(':');
            var bytes = Convert.FromHexString(parts[0]);
            for (var word = 0; word < bytes.Length; word += 4)
            {
                Array.Reverse(bytes, word, 4);
            }

            return new IPEndPoint(new IPAddress(bytes), int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Looks at processes through /proc; elsewhere skipped with that reason.</summary>
    private sealed class ProcessTreeFactAttribute : FactAttribute
    {
        public ProcessTreeFactAttribute()
        {
            if (!OperatingSystem.IsLinux())
            {
                Skip = "Finds the ports of processes through /proc: Linux only.";
            }
        }
    }
}
