using System.Text.Json.Nodes;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>The runtimes <c>nodejs*</c>.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit calls IAsyncLifetime.DisposeAsync.")]
public sealed class NodeTests : IAsyncLifetime
{
    private const string Runtime = "nodejs20.x";

    private readonly ManagedRuntimes _runtimes = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _runtimes.DisposeAsync();

    [Theory]
    [InlineData("index.js", "index.handler", "exports.handler = async (event) => event.n;")]
    [InlineData("index.cjs", "index.handler", "exports.handler = (event, context, callback) => callback(null, event.n);")]
    [InlineData("index.js", "index.handler", "exports.handler = (event, context, callback) => setTimeout(() => callback(null, event.n), 5);")]
    [InlineData("index.mjs", "index.handler", "export const handler = async (event) => event.n;")]
    [InlineData("src/app.js", "src/app.handler", "exports.handler = async (event) => event.n;")]
    [InlineData("app.js", "app.routes.send", "exports.routes = { send: async (event) => event.n };")]
    [InlineData("app.mjs", "app.routes.send", "export const routes = { send: (event, context) => context.succeed(event.n) };")]
    [InlineData("app/index.js", "app.handler", "exports.handler = async (event) => event.n;")]
    public async Task Handler_OfAnyKind_Answers(string file, string handler, string code)
    {
        _runtimes.Code.Write(file, code);

        Assert.Equal(7, (int?)await _runtimes.AnswerAsync(Runtime, handler, """{"n":7}"""));
    }

    [Fact]
    public async Task Handler_InAModulePackage_IsImported()
    {
        _runtimes.Code.Write("package.json", """{"type":"module"}""");
        _runtimes.Code.Write("lib/other.js", "export const n = await Promise.resolve(8);");
        _runtimes.Code.Write("app.js", "import { n } from './lib/other.js'; export const handler = async () => n;");

        Assert.Equal(8, (int?)await _runtimes.AnswerAsync(Runtime, "app.handler"));
    }

    // Lambda turns off what newer versions of Node.js do with it of their own accord.
    [Theory]
    [InlineData("nodejs18.x")]
    [InlineData("nodejs20.x")]
    [InlineData("nodejs22.x")]
    public async Task Handler_ImportsWithoutTypeModule_IsASyntaxError(string runtime)
    {
        _runtimes.Code.Write("index.js", "import fs from 'node:fs'; export const handler = async () => fs.constants.R_OK;");

        var failure = LambdaHost.Failure(await _runtimes.InvokeAsync(runtime, "index.handler"));

        Assert.Equal("Runtime.UserCodeSyntaxError", failure.ErrorType);
        Assert.Contains("Cannot use import statement outside a module", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_ImportsWithoutTypeModuleOnNode24_IsImported()
    {
        _runtimes.Code.Write("index.js", "import fs from 'node:fs'; export const handler = async () => fs.constants.R_OK;");

        Assert.Equal(4, (int?)await _runtimes.AnswerAsync("nodejs24.x", "index.handler"));
    }

    [Fact]
    public async Task Context_AndEnvironment_AreLambdas()
    {
        _runtimes.Code.Write("index.js", """
            exports.handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis(),
              trace: process.env._X_AMZN_TRACE_ID, runtime: process.env.AWS_EXECUTION_ENV, cwd: process.cwd() });
            """);

        var answer = (await _runtimes.AnswerAsync(Runtime, "index.handler"))!;

        Assert.Equal(LambdaHost.Name, (string?)answer["functionName"]);
        Assert.Equal(LambdaHost.Function.Arn, (string?)answer["invokedFunctionArn"]);
        Assert.Equal($"/aws/lambda/{LambdaHost.Name}", (string?)answer["logGroupName"]);
        Assert.Equal("128", (string?)answer["memoryLimitInMB"]);
        Assert.True(Guid.TryParse((string?)answer["awsRequestId"], out _));
        Assert.InRange((int)answer["left"]!, 1, 30_000);
        Assert.StartsWith("Root=1-", (string?)answer["trace"], StringComparison.Ordinal);
        Assert.Equal("AWS_Lambda_nodejs20.x", (string?)answer["runtime"]);
        Assert.EndsWith(Path.GetFileName(_runtimes.Code.Path), (string?)answer["cwd"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Console_IsTaggedWithTheRequestId()
    {
        _runtimes.Code.Write("index.js", "exports.handler = async (event, context) => { console.warn('%s was here', 'kilroy'); return context.awsRequestId; };");
        await using var host = await _runtimes.StartAsync(Runtime, "index.handler");

        var id = (string)JsonNode.Parse(LambdaHost.Text(await host.InvokeAsync()))!;

        await host.UntilAsync(_ => host.Log.Entries.Any(
            entry => entry.Message.EndsWith($"Z\t{id}\tWARN\tkilroy was here", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("async () => { throw new RangeError('far'); }", "RangeError", "far")]
    [InlineData("() => { throw new TypeError('now'); }", "TypeError", "now")]
    [InlineData("(e, c, callback) => callback(new Error('back'))", "Error", "back")]
    [InlineData("async () => { throw 'text'; }", "string", "text")]
    [InlineData("async () => { setTimeout(() => { throw new Error('later'); }); await new Promise(() => {}); }", "Runtime.UncaughtException", "later")]
    [InlineData("async () => { Promise.reject(new Error('lost')); await new Promise(r => setTimeout(r, 1000)); }", "Runtime.UnhandledPromiseRejection", "lost")]
    [InlineData("async () => 1n", "TypeError", "Unable to stringify response body")]
    public async Task Handler_Fails_SaysHow(string handler, string errorType, string errorMessage)
    {
        _runtimes.Code.Write("index.js", $"exports.handler = {handler};");

        var failure = LambdaHost.Failure(await _runtimes.InvokeAsync(Runtime, "index.handler"));

        Assert.Equal((errorType, errorMessage), (failure.ErrorType, failure.ErrorMessage));
    }

    [Fact]
    public async Task Handler_CrashesTheProcess_NextEventGetsAnother()
    {
        _runtimes.Code.Write("index.js", "exports.handler = async (event) => { if (event.crash) { setImmediate(() => { throw new Error('x'); }); await new Promise(() => {}); } return 'fine'; };");
        await using var host = await _runtimes.StartAsync(Runtime, "index.handler");

        LambdaHost.Failure(await host.InvokeAsync("""{"crash":true}"""));

        Assert.Equal("\"fine\"", LambdaHost.Text(await host.InvokeAsync()));
    }

    [Fact]
    public async Task Callback_WaitsForTheEventLoopUnlessToldNotTo()
    {
        _runtimes.Code.Write("index.js", """
            let ran = 0;
            exports.handler = (event, context, callback) => {
              if (event.now) context.callbackWaitsForEmptyEventLoop = false;
              const result = { before: ran, toJSON() { return { before: this.before, atAnswer: ran }; } };
              setTimeout(() => ran++, 50);
              callback(null, result);
            };
            """);
        await using var host = await _runtimes.StartAsync(Runtime, "index.handler");

        Assert.Equal("""{"before":0,"atAnswer":1}""", LambdaHost.Text(await host.InvokeAsync()));
        Assert.Equal("""{"before":1,"atAnswer":1}""", LambdaHost.Text(await host.InvokeAsync("""{"now":true}""")));
    }

    [Theory]
    [InlineData("() => {}")]
    [InlineData("async () => {}")]
    [InlineData("() => new Promise(() => {})")]
    public async Task Handler_WithNothingToSay_AnswersNull(string handler)
    {
        _runtimes.Code.Write("index.js", $"exports.handler = {handler};");

        Assert.Null(await _runtimes.AnswerAsync(Runtime, "index.handler"));
    }

    [Theory]
    [InlineData("gone.handler", "", "Runtime.ImportModuleError", "Cannot find module")]
    [InlineData("index.gone", "", "Runtime.HandlerNotFound", "index.gone is undefined or not exported")]
    [InlineData("index.n", "exports.n = 1;", "Runtime.HandlerNotFound", "index.n is not a function")]
    [InlineData("index", "", "Runtime.MalformedHandlerName", "Bad handler: index is not module.export")]
    [InlineData("../index.handler", "", "Runtime.MalformedHandlerName", "Bad handler")]
    [InlineData("index.handler", "const = 1;", "Runtime.UserCodeSyntaxError", "Unexpected token '='")]
    [InlineData("index.handler", "throw new RangeError('at init');", "RangeError", "at init")]
    [InlineData("index.handler", "require('@aws-sdk/client-dynamodb/x');", "Runtime.ImportModuleError", "npm install @aws-sdk/client-dynamodb in ")]
    [InlineData("index.handler", "require('aws-sdk');", "Runtime.ImportModuleError", "the function fails there too, unless it brings it: npm install aws-sdk in ")]
    public async Task Init_Fails_SaysHow(string handler, string code, string errorType, string problem)
    {
        _runtimes.Code.Write("index.js", code);

        var failed = await _runtimes.InitFailureAsync(Runtime, handler);

        Assert.Equal(errorType, failed.ErrorType);
        Assert.Contains(problem, failed.ErrorMessage, StringComparison.Ordinal);
        Assert.NotEmpty(failed.LastOutput);
    }

    [Fact]
    public async Task Init_ImportsAMissingSdkPackage_NamesIt()
    {
        _runtimes.Code.Write("index.mjs", "import '@aws-sdk/lib-dynamodb'; export const handler = async () => 1;");

        var failed = await _runtimes.InitFailureAsync(Runtime, "index.handler");

        Assert.Contains($"npm install @aws-sdk/lib-dynamodb in {_runtimes.Code.Path}", failed.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ToTheEndpointAsOnAws_ReachesTheGateway()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var connection = client;
        var apiId = gateway.Get<GatewayDeployment>().FindUnique(TestApi.Stage)!.Api.ApiId;
        _runtimes.Code.Write("index.mjs", """
            import { request } from 'node:https';
            export const handler = (event) => new Promise((resolve, reject) => {
              const { protocol, hostname, port, pathname: path } = new URL(event.url);
              const post = request({ protocol, hostname, port, path, method: 'POST' }, (answer) => resolve([answer.statusCode, process.env.EMULATOR_GATEWAY]));
              post.on('error', reject).end('hello');
            });
            """);
        await using var host = await _runtimes.StartAsync(
            Runtime, "index.handler", ("EMULATOR_GATEWAY", $"http://127.0.0.1:{gateway.Port}"), ("EMULATOR_API_IDS", $"other {apiId}"));
        var url = $"https://{apiId}.execute-api.eu-central-1.amazonaws.com";

        var answer = await host.InvokeAsync($$"""{"url":"{{url}}/{{TestApi.Stage}}/@connections/{{connectionId}}"}""");

        Assert.Equal("[200,null]", LambdaHost.Text(answer));
        Assert.Equal("hello", await client.ReadTextAsync());
    }

    [Theory]
    [InlineData("dynamodb.eu-central-1.amazonaws.com", true)]
    [InlineData("lambda.eu-central-1.amazonaws.com", true)]
    [InlineData("DynamoDB.cn-north-1.amazonaws.com.cn", true)]
    [InlineData("sqs.invalid", false)]
    public async Task Call_ByAnSdkThatKnowsNoEndpointVariable_IsLedHome(string host, bool isOurs)
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes());
        _runtimes.Code.Write("index.js", """
            const { request } = require('node:https');
            exports.handler = (event) => new Promise((resolve) => {
              request({ hostname: event.host, path: '/', method: 'GET' }, (answer) => resolve(answer.statusCode)).on('error', (e) => resolve(e.code)).end();
            });
            """);
        var home = $"http://127.0.0.1:{gateway.Port}";
        await using var cloud = await _runtimes.StartAsync(
            Runtime, "index.handler", ("AWS_ENDPOINT_URL_DYNAMODB", home), ("AWS_ENDPOINT_URL_LAMBDA", home));

        var answer = LambdaHost.Text(await cloud.InvokeAsync($$"""{"host":"{{host}}"}"""));

        Assert.Equal(isOurs, answer == "200");
    }

    [Fact]
    public async Task Handler_ForksAChild_TheChildRunsItsOwnFile()
    {
        _runtimes.Code.Write("child.js", "process.send('from the child');");
        _runtimes.Code.Write("index.js", """
            const { fork } = require('node:child_process');
            exports.handler = () => new Promise((resolve) => fork(__dirname + '/child.js').once('message', resolve));
            """);

        Assert.Equal("from the child", (string?)await _runtimes.AnswerAsync(Runtime, "index.handler"));
    }
}
