using Chat.Emulator.Host;
using Chat.Emulator.Options;

namespace Chat.EndToEnd.Tests;

/// <summary><c>AWS_IAM</c> on <c>$connect</c>, with a URL that AWS's own JavaScript signer presigned.</summary>
public sealed class SignedHandshakeTests : IDisposable
{
    private const string Template = """
        Resources:
          Api:
            Type: AWS::ApiGatewayV2::Api
            Properties: {Name: signed, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}
          Stage:
            Type: AWS::ApiGatewayV2::Stage
            Properties: {ApiId: !Ref Api, StageName: demo, AutoDeploy: true}
          Connect:
            Type: AWS::ApiGatewayV2::Route
            Properties: {ApiId: !Ref Api, RouteKey: $connect, AuthorizationType: AWS_IAM, Target: !Sub "integrations/${Integration}"}
          Default:
            Type: AWS::ApiGatewayV2::Route
            Properties: {ApiId: !Ref Api, RouteKey: $default, RouteResponseSelectionExpression: $default, Target: !Sub "integrations/${Integration}"}
          Response:
            Type: AWS::ApiGatewayV2::RouteResponse
            Properties: {ApiId: !Ref Api, RouteId: !Ref Default, RouteResponseKey: $default}
          Integration:
            Type: AWS::ApiGatewayV2::Integration
            Properties:
              ApiId: !Ref Api
              IntegrationType: AWS_PROXY
              IntegrationUri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations"
          Permission:
            Type: AWS::Lambda::Permission
            Properties: {Action: lambda:InvokeFunction, FunctionName: !Ref Function, Principal: apigateway.amazonaws.com}
          Function:
            Type: AWS::Lambda::Function
            Properties:
              FunctionName: who
              Runtime: nodejs22.x
              Handler: index.handler
              Role: arn:aws:iam::000000000000:role/nobody
              Code:
                ZipFile: "exports.handler = async (event) => ({ statusCode: 200, body: event.requestContext.identity.userArn });"
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chat-e2e-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("ws", "127.0.0.1")]
    [InlineData("wss", "localhost")]
    public async Task Presigned_ByTheJavaScriptSigner_OpensAsThatUser(string scheme, string host)
    {
        await using var cloud = await StartAsync();

        Assert.Contains("arn:aws:iam::000000000000:user/test", await RunAsync(cloud, scheme, host, "test"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Presigned_WithAnotherSecret_IsInvalidSignature()
    {
        await using var cloud = await StartAsync();

        Assert.Contains("403 InvalidSignatureException", await RunAsync(cloud, "ws", "127.0.0.1", "guessed"), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(LocalCloud cloud, string scheme, string host, string secret)
    {
        var url = $"{scheme}://{host}:{cloud.Stages[0].WebSocketUrl.Port}/demo";
        await using var client = RunningProcess.Start("node", Clients.Presigned, url, "us-east-1", "test", secret, cloud.AuthorityFile);
        Assert.True(await client.WaitForExitAsync(TimeSpan.FromMinutes(1)) == 0, client.Output);
        return client.Output;
    }

    private async Task<LocalCloud> StartAsync()
    {
        var template = Path.Combine(_folder.FullName, "template.yaml");
        await File.WriteAllTextAsync(template, Template);
        return await LocalCloud.StartAsync(
            new EmulatorOptions { Assembly = template, Port = 0, TlsFolder = Path.Combine(_folder.FullName, "tls") }, CancellationToken.None);
    }
}
