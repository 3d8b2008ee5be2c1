using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using System.Text;
using Chat.Emulator.Gateway;
using Chat.Emulator.Host;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Lambda;
using Chat.Emulator.Tests.Template;
using Chat.Emulator.Tests.Wire;
using Microsoft.Extensions.Logging;

namespace Chat.Emulator.Tests.Gateway.Management;

/// <summary>A function that posts after it has answered: works here, but fails on AWS, and so is warned about.</summary>
public sealed class AfterAnswerTests : IDisposable
{
    // Posts "in time" or "late", signed as the SDKs do.
    private const string Handler = """
        const { createHash, createHmac } = require('node:crypto');
        const sha = (text) => createHash('sha256').update(text).digest('hex');
        const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

        async function post(event, text) {
          const { connectionId } = event.requestContext;
          const url = new URL(process.env.AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI + '/@connections/' + encodeURIComponent(connectionId));
          const time = new Date().toISOString().replace(/[-:]|\.\d+/g, ''), day = time.slice(0, 8);
          const scope = `${day}/${process.env.AWS_REGION}/execute-api/aws4_request`;
          const headers = { host: url.host, 'x-amz-date': time, 'x-amz-security-token': process.env.AWS_SESSION_TOKEN };
          const names = Object.keys(headers).join(';');
          const path = url.pathname.split('/').map((part) => encodeURIComponent(part)).join('/');
          const canonical = ['POST', path, '', ...Object.entries(headers).map(([k, v]) => `${k}:${v}`), '', names, sha(text)].join('\n');
          const key = [day, process.env.AWS_REGION, 'execute-api', 'aws4_request'].reduce(hmac, 'AWS4' + process.env.AWS_SECRET_ACCESS_KEY);
          const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha(canonical)].join('\n')).toString('hex');
          delete headers.host;
          headers.authorization = `AWS4-HMAC-SHA256 Credential=${process.env.AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
          const answer = await fetch(url, { method: 'POST', headers, body: text });
          console.log('posted', text, answer.status, await answer.text());
        }

        exports.handler = async (event) => {
          if (event.body === 'late') setTimeout(() => post(event, 'late'), 100); else await post(event, 'in time');
          return { statusCode: 200 };
        };
        """;

    private const string Template = """
        {"Resources": {
          "Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "late", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}},
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
            "FunctionName": "late-poster", "Runtime": "nodejs22.x", "Handler": "index.handler", "Timeout": 30, "Role": {"Fn::GetAtt": ["Role", "Arn"]}}}}}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Post_AfterTheAnswer_ArrivesAndIsWarnedAboutByName()
    {
        var counts = new ConcurrentDictionary<string, long>();
        using var meters = Count(counts);
        using var log = new RecordingLog();
        _folder.Write("code/index.js", Handler);
        var options = new EmulatorOptions { Assembly = _folder.Write("late.template.json", Template), Port = 0 };
        await using var cloud = await LocalCloud.StartAsync(options, logging => logging.AddProvider(log), CancellationToken.None).WaitAsync(LambdaHost.Limit);
        using var client = new ClientWebSocket();
        await client.ConnectAsync(cloud.Stages[0].WebSocketUrl, CancellationToken.None).Soon();

        Assert.Equal("in time", await AskAsync(client, "now"));
        Assert.DoesNotContain(log.Entries, IsWarning);

        Assert.Equal("late", await AskAsync(client, "late"));
        Assert.Contains(log.Entries, entry => IsWarning(entry)
            && entry.Message.StartsWith("late-poster called POST @connections/", StringComparison.Ordinal)
            && entry.Message.Contains("after it had answered", StringComparison.Ordinal));
        Assert.Equal(1, counts["late-poster"]);
    }

    // This machine's Node.js may well be another than the runtime's.
    private static bool IsWarning(LogEntry entry) => entry.Level >= LogLevel.Warning && !entry.Message.Contains(" is run by the Node.js ", StringComparison.Ordinal);

    private static async Task<string> AskAsync(ClientWebSocket client, string text)
    {
        await client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[100];
        var received = await client.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(LambdaHost.Limit);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static MeterListener Count(ConcurrentDictionary<string, long> counts)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == GatewayMetrics.MeterName && instrument.Name == "CallAfterAnswerCount")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: "Function", Value: string function })
                {
                    counts.AddOrUpdate(function, value, (_, count) => count + value);
                }
            }
        });
        listener.Start();
        return listener;
    }
}
