using System.Collections.Immutable;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Chat.Emulator.Host;
using Chat.Emulator.Iam;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Iam;
using Chat.Emulator.Tests.Lambda;
using Chat.Emulator.Tests.Template;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Host.Tls;

/// <summary>
/// Functions that post to <c>https://{domainName}/{stage}</c>, as AWS's tutorials write them, and clients over <c>wss</c>: nothing in either
/// knows that it is local.
/// </summary>
public sealed class TutorialFunctionTests : IDisposable
{
    private const string Template = """
        {"Resources": {
          "Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "tutorial", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}},
          "Stage": {"Type": "AWS::ApiGatewayV2::Stage", "Properties": {"ApiId": {"Ref": "Api"}, "StageName": "demo", "AutoDeploy": true}},
          "Route": {"Type": "AWS::ApiGatewayV2::Route", "Properties": {"ApiId": {"Ref": "Api"}, "RouteKey": "$default", "Target": {"Fn::Sub": "integrations/${Int}"}}},
          "Int": {"Type": "AWS::ApiGatewayV2::Integration", "Properties": {"ApiId": {"Ref": "Api"}, "IntegrationType": "AWS_PROXY",
            "IntegrationUri": {"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations"}}},
          "Permission": {"Type": "AWS::Lambda::Permission", "Properties": {"Action": "lambda:InvokeFunction", "FunctionName": {"Ref": "Function"},
            "Principal": "apigateway.amazonaws.com"}},
          "Role": {"Type": "AWS::IAM::Role", "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}]},
            "Policies": [{"PolicyName": "Post", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": "execute-api:ManageConnections", "Resource": {"Fn::Sub": "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*"}}]}}]}},
          "Function": {"Type": "AWS::Lambda::Function", "Metadata": {"aws:asset:path": "code"}, "Properties": {
            "FunctionName": "poster", "Runtime": "{runtime}", "Handler": "index.handler", "Timeout": 30, "Role": {"Fn::GetAtt": ["Role", "Arn"]}}}}}
        """;

    private const string Node = """
        const https = require('node:https');
        exports.handler = ({ requestContext: { domainName, stage, connectionId } }) => new Promise((resolve, reject) => {
          const post = https.request(`https://${domainName}/${stage}/@connections/${encodeURIComponent(connectionId)}`, { method: 'POST' }, (answer) => {
            if (!answer.socket.authorized) reject(new Error('not over TLS'));
            answer.resume().on('end', () => resolve({ statusCode: answer.statusCode }));
          });
          post.on('error', reject).end('from node');
        });
        """;

    private const string NodeFetch = """
        exports.handler = async ({ requestContext: { domainName, stage, connectionId } }) => {
          await fetch(`https://${domainName}/${stage}/@connections/${encodeURIComponent(connectionId)}`, { method: 'POST', body: 'from fetch' });
          return { statusCode: 200 };
        };
        """;

    private const string Python = """
        import urllib.parse, urllib.request
        def handler(event, context):
            c = event["requestContext"]
            url = "https://%s/%s/@connections/%s" % (c["domainName"], c["stage"], urllib.parse.quote(c["connectionId"]))
            with urllib.request.urlopen(urllib.request.Request(url, data=b"from python", method="POST")) as answer:
                return {"statusCode": answer.status}
        """;

    private const string Boto3 = """
        import boto3
        def handler(event, context):
            c = event["requestContext"]
            client = boto3.client("apigatewaymanagementapi", endpoint_url="https://" + c["domainName"] + "/" + c["stage"])
            client.post_to_connection(ConnectionId=c["connectionId"], Data=b"from boto3")
            return {"statusCode": 200}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Node_PostsByHttps_Arrives(string host) => await PostAsync(host, "nodejs20.x", "index.js", Node, "from node");

    [Fact]
    public async Task Node_PostsByFetch_Arrives() => await PostAsync("localhost", "nodejs20.x", "index.js", NodeFetch, "from fetch");

    [PythonTheory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Python_PostsByUrllib_Arrives(string host) => await PostAsync(host, "python3.13", "index.py", Python, "from python");

    [Boto3Fact]
    public async Task Python_PostsByBoto3Signed_Arrives() => await PostAsync("localhost", "python3.13", "index.py", Boto3, "from boto3", iam: true);

    [OpenSslFact]
    public async Task DotNet_PostsByAwsSdkSigned_Arrives()
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var command = $"\"{dotnet}\" \"{typeof(TutorialFunction).Assembly.Location}\"";
        await PostAsync("localhost", "provided.al2023", "unused.txt", "", TutorialFunction.Text, iam: true, command);
    }

    [Fact]
    public async Task Post_OverHttps_IsVerifiedAsOverHttp()
    {
        _folder.Write("code/index.js", "exports.handler = async (event) => ({ statusCode: 200 });");
        await using var cloud = await StartAsync("nodejs20.x", iam: true);
        using var client = Trusting.Client(await File.ReadAllTextAsync(cloud.AuthorityFile));
        var url = new Uri($"https://localhost:{cloud.Stages[0].CallbackUrl.Port}/demo/@connections/L0SM9cOFvHcCIhw=");
        var developer = new Credential("test", "test", null, null!);

        using var unsigned = new HttpRequestMessage(HttpMethod.Get, url);
        using var signed = new HttpRequestMessage(HttpMethod.Get, url).Sign(developer, "execute-api", [], TimeProvider.System.GetUtcNow(), region: "us-east-1");
        using var refused = await client.SendAsync(unsigned, CancellationToken.None);
        using var gone = await client.SendAsync(signed, CancellationToken.None);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Gone), (refused.StatusCode, gone.StatusCode));
    }

    private async Task PostAsync(string host, string runtime, string file, string code, string expected, bool iam = false, string? command = null)
    {
        _folder.Write(Path.Combine("code", file), code);
        await using var cloud = await StartAsync(runtime, iam, command);
        using var invoker = Trusting.Client(await File.ReadAllTextAsync(cloud.AuthorityFile));
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new Uri($"wss://{host}:{cloud.Stages[0].WebSocketUrl.Port}/demo"), invoker, CancellationToken.None).Soon();

        await client.SendAsync("now"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);

        var buffer = new byte[1000];
        var received = await client.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(LambdaHost.Limit);
        Assert.Equal(expected, Encoding.UTF8.GetString(buffer, 0, received.Count));
    }

    private async Task<LocalCloud> StartAsync(string runtime, bool iam, string? command = null) => await LocalCloud.StartAsync(
        new EmulatorOptions
        {
            Assembly = _folder.Write("tutorial.template.json", Template.Replace("{runtime}", runtime, StringComparison.Ordinal)),
            Port = 0,
            Iam = iam,
            TlsFolder = Path.Combine(_folder.Path, "tls"),
            Run = command is null ? ImmutableDictionary<string, string>.Empty : ImmutableDictionary<string, string>.Empty.Add("poster", command),
        },
        CancellationToken.None).WaitAsync(LambdaHost.Limit);
}
