using System.Net.WebSockets;
using Chat.Emulator.Host;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Host.Reload;
using Chat.Emulator.Tests.Lambda;
using Chat.Emulator.Tests.Template;
using Microsoft.Extensions.Logging;

namespace Chat.Emulator.Tests.Host;

/// <summary>A stack of which one function can't run here: it starts, says so, and the rest works.</summary>
public sealed class MissingFunctionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("PackageType: Image, Code: {ImageUri: '000000000000.dkr.ecr.eu-west-1.amazonaws.com/x:1'}", "Not run, so that what needs it fails as on AWS: broken. broken is a container image")]
    [InlineData("Runtime: java21, Handler: a.B, Code: s3://bucket/key", "Not run, so that what needs it fails as on AWS: broken. The code of broken isn't on this machine")]
    [InlineData("Runtime: nodejs22.x, Handler: broken.handler, Code: code", "The function broken can't start")]
    public async Task Function_CantRun_TheOthersDo(string broken, string said)
    {
        _folder.Write("code/index.js", "exports.handler = async () => ({ statusCode: 200, body: 'fine' });");
        _folder.Write("code/broken.js", "throw new Error('at init');");
        var template = _folder.Write("template.yaml", Template(broken));

        await using var cloud = await LocalCloud.StartAsync(
            new EmulatorOptions { Assembly = template, Port = 0, TlsFolder = Path.Combine(_folder.Path, "tls") },
            logging => logging.AddProvider(_log),
            CancellationToken.None);

        Assert.Contains(_log.Entries, entry => entry.Level >= LogLevel.Warning && entry.Message.StartsWith(said, StringComparison.Ordinal));
        using var client = new ClientWebSocket();
        await client.ConnectAsync(Assert.Single(cloud.Stages).WebSocketUrl, CancellationToken.None).WaitAsync(LambdaHost.Limit);
        Assert.Equal("fine", await WatchedCloud.AskAsync(client, """{"action":"works"}"""));
        Assert.Contains("Internal server error", await WatchedCloud.AskAsync(client, """{"action":"broken"}"""), StringComparison.Ordinal);
    }

    private static string Template(string broken) => $$"""
        Resources:
          Api:
            Type: AWS::ApiGatewayV2::Api
            Properties: {Name: partly, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}
          Demo:
            Type: AWS::ApiGatewayV2::Stage
            Properties: {ApiId: !Ref Api, StageName: demo, AutoDeploy: true}
        {{Function("works", "Runtime: nodejs22.x, Handler: index.handler, Code: code")}}
        {{Function("broken", broken)}}
        """;

    private static string Function(string name, string properties) => $$"""
          {{name}}:
            Type: AWS::Lambda::Function
            Properties: {FunctionName: {{name}}, Role: 'arn:aws:iam::000000000000:role/other', {{properties}} }
          {{name}}Permission:
            Type: AWS::Lambda::Permission
            Properties: {Action: lambda:InvokeFunction, FunctionName: !Ref {{name}}, Principal: apigateway.amazonaws.com}
          {{name}}Integration:
            Type: AWS::ApiGatewayV2::Integration
            Properties:
              ApiId: !Ref Api
              IntegrationType: AWS_PROXY
              IntegrationUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${ {{name}}.Arn}/invocations
          {{name}}Route:
            Type: AWS::ApiGatewayV2::Route
            Properties: {ApiId: !Ref Api, RouteKey: {{name}}, Target: !Sub 'integrations/${ {{name}}Integration}', RouteResponseSelectionExpression: $default}
          {{name}}RouteResponse:
            Type: AWS::ApiGatewayV2::RouteResponse
            Properties: {ApiId: !Ref Api, RouteId: !Ref {{name}}Route, RouteResponseKey: $default}
        """;
}
