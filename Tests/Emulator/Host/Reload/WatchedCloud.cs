using System.Net.WebSockets;
using System.Text;
using Chat.Emulator.Host;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Template;
using Chat.Emulator.Tests.Wire;
using Microsoft.Extensions.Logging;

namespace Chat.Emulator.Tests.Host.Reload;

/// <summary>A real emulator that watches a template and a function's code in a folder of its own. The function answers what its code says.</summary>
internal sealed class WatchedCloud : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private WatchedCloud(TemporaryFolder folder, ReloadLog log, LocalCloud cloud)
    {
        _folder = folder;
        Log = log;
        Cloud = cloud;
    }

    public ReloadLog Log { get; }

    public LocalCloud Cloud { get; }

    public string CodeFolder => Path.Combine(_folder.Path, "code");

    /// <summary>A template with an API <c>Api</c>, and the function <c>answerer</c> behind its two-way <c>$default</c>.</summary>
    /// <param name="more">More resources, YAML, indented by two spaces.</param>
    public static string Template(string more = "", string runtime = "nodejs22.x", string variable = "none", bool permission = true) => $$"""
        Resources:
          Api:
            Type: AWS::ApiGatewayV2::Api
            Properties: {Name: watched, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}
          Demo:
            Type: AWS::ApiGatewayV2::Stage
            Properties: {ApiId: !Ref Api, StageName: demo, AutoDeploy: true}
          Integration:
            Type: AWS::ApiGatewayV2::Integration
            Properties:
              ApiId: !Ref Api
              IntegrationType: AWS_PROXY
              IntegrationUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Answerer.Arn}/invocations
          Answerer:
            Type: AWS::Lambda::Function
            Properties:
              FunctionName: answerer
              Runtime: {{runtime}}
              Handler: index.handler
              Timeout: 30
              Code: code
              Role: arn:aws:iam::000000000000:role/other
              Environment: {Variables: {GREETING: {{variable}} } }
          Permission:
            Type: AWS::Lambda::Permission
            Properties: {Action: lambda:{{(permission ? "InvokeFunction" : "GetFunction")}}, FunctionName: !Ref Answerer, Principal: apigateway.amazonaws.com}
        {{Route("Default", "$default")}}
        {{more}}
        """;

    /// <summary>A two-way route to the function.</summary>
    public static string Route(string id, string routeKey) => $$"""
          {{id}}:
            Type: AWS::ApiGatewayV2::Route
            Properties: {ApiId: !Ref Api, RouteKey: {{routeKey}}, Target: !Sub 'integrations/${Integration}', RouteResponseSelectionExpression: $default}
          {{id}}Response:
            Type: AWS::ApiGatewayV2::RouteResponse
            Properties: {ApiId: !Ref Api, RouteId: !Ref {{id}}, RouteResponseKey: $default}
        """;

    /// <summary>Code in Node.js: an expression of the <c>event</c> is the answer.</summary>
    public static string Code(string expression) =>
        $$"""exports.handler = async (event) => ({ statusCode: 200, body: String({{expression}}) });""";

    public static Task<WatchedCloud> StartAsync(string code, string? template = null) => StartAsync("index.js", code, template ?? Template());

    public static async Task<WatchedCloud> StartAsync(string codeFile, string code, string template)
    {
        var folder = new TemporaryFolder();
        var log = new ReloadLog();
        try
        {
            folder.Write($"code/{codeFile}", code);
            var options = new EmulatorOptions { Assembly = folder.Write("template.yaml", template), Port = 0, Watch = true };
            var cloud = await LocalCloud.StartAsync(options, logging => logging.AddProvider(log).AddFilter<ReloadLog>("Chat.Emulator.Host.Reload", LogLevel.Debug), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
            return new WatchedCloud(folder, log, cloud);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public string Write(string name, string text) => _folder.Write(name, text);

    public async Task<ClientWebSocket> ConnectAsync(int stage = 0)
    {
        var client = new ClientWebSocket();
        await client.ConnectAsync(Cloud.Stages[stage].WebSocketUrl, CancellationToken.None).Soon();
        return client;
    }

    public static async Task<string> AskAsync(ClientWebSocket client, string text = "hello")
    {
        await client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None).Soon();
        return await ReadAsync(client);
    }

    public static async Task<string> ReadAsync(ClientWebSocket client)
    {
        var buffer = new byte[1000];
        var received = await client.ReceiveAsync(buffer, CancellationToken.None).Soon();
        Assert.Equal(WebSocketMessageType.Text, received.MessageType);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await Cloud.DisposeAsync();
        _folder.Dispose();
    }
}
