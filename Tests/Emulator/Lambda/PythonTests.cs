using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>The runtimes <c>python*</c>.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit calls IAsyncLifetime.DisposeAsync.")]
public sealed class PythonTests : IAsyncLifetime
{
    private const string Runtime = "python3.13";

    private readonly ManagedRuntimes _runtimes = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _runtimes.DisposeAsync();

    [PythonTheory]
    [InlineData("app.py", "app.handler")]
    [InlineData("pkg/mod.py", "pkg/mod.handler")]
    [InlineData("pkg/mod.py", "pkg.mod.handler")]
    public async Task Handler_InAModule_Answers(string file, string handler)
    {
        _runtimes.Code.Write(file, "def handler(event, context):\n    return {'n': event['n'], 'text': 'gr\u00fc\u00df'}\n");

        var answer = await _runtimes.AnswerAsync(Runtime, handler, """{"n":7}""");

        Assert.Equal((7, "grüß"), ((int)answer!["n"]!, (string?)answer["text"]));
        Assert.False(Directory.Exists(Path.Combine(_runtimes.Code.Path, "__pycache__")), "byte code beside the function's code");
    }

    [PythonFact]
    public async Task Context_AndEnvironment_AreLambdas()
    {
        _runtimes.Code.Write("app.py", """
            import os
            def handler(event, context):
                return [context.function_name, context.invoked_function_arn, context.log_group_name, context.memory_limit_in_mb,
                        context.aws_request_id, context.get_remaining_time_in_millis(), os.environ['_X_AMZN_TRACE_ID'],
                        os.environ['AWS_EXECUTION_ENV'], context.client_context, context.identity.cognito_identity_id]
            """);

        var answer = (await _runtimes.AnswerAsync(Runtime, "app.handler"))!.AsArray();

        Assert.Equal(
            [LambdaHost.Name, LambdaHost.Function.Arn, $"/aws/lambda/{LambdaHost.Name}", "128"],
            answer.Take(4).Select(item => (string?)item));
        Assert.True(Guid.TryParse((string?)answer[4], out _));
        Assert.InRange((int)answer[5]!, 1, 30_000);
        Assert.StartsWith("Root=1-", (string?)answer[6], StringComparison.Ordinal);
        Assert.Equal("AWS_Lambda_python3.13", (string?)answer[7]);
        Assert.Null(answer[8]);
        Assert.Null(answer[9]);
    }

    [PythonFact]
    public async Task Output_PrintedOrLogged_IsWritten()
    {
        _runtimes.Code.Write("app.py", """
            import logging
            def handler(event, context):
                print('printed', end='\n')
                logging.getLogger().warning('%s logged', 'well')
                return context.aws_request_id
            """);
        await using var host = await _runtimes.StartAsync(Runtime, "app.handler");

        var id = LambdaHost.Text(await host.InvokeAsync()).Trim('"');

        // The output comes by another way than the answer, and may come later.
        await host.UntilAsync(_ => host.Log.Entries.Any(entry => entry.Message == "printed"));
        await host.UntilAsync(_ => host.Log.Entries.Any(entry => entry.Message.StartsWith("[WARNING]\t", StringComparison.Ordinal)
            && entry.Message.EndsWith($"Z\t{id}\twell logged", StringComparison.Ordinal)));
    }

    [PythonTheory]
    [InlineData("raise KeyError('connectionId')", "KeyError", "'connectionId'")]
    [InlineData("return object", "Runtime.MarshalError", "Unable to marshal response: Object of type type is not JSON serializable")]
    [InlineData("raise ConnectionError('peer')", "ConnectionError", "peer")]
    [InlineData("import sys; sys.exit(3)", "Runtime.ExitError", "The handler called sys.exit(3)")]
    public async Task Handler_Fails_SaysHowAndTheNextWorks(string body, string errorType, string errorMessage)
    {
        _runtimes.Code.Write("app.py", $"def handler(event, context):\n    if 'ok' in event: return 'fine'\n    {body}\n");
        await using var host = await _runtimes.StartAsync(Runtime, "app.handler");

        var failure = LambdaHost.Failure(await host.InvokeAsync());

        Assert.Equal((errorType, errorMessage), (failure.ErrorType, failure.ErrorMessage));
        Assert.Equal("\"fine\"", LambdaHost.Text(await host.InvokeAsync("""{"ok":1}""")));
    }

    [PythonFact]
    public async Task Handler_Fails_StackTraceNamesItsFileAndNotTheBootstrap()
    {
        _runtimes.Code.Write("app.py", "def handler(event, context):\n    return 1 / 0\n");
        await using var host = await _runtimes.StartAsync(Runtime, "app.handler");

        LambdaHost.Failure(await host.InvokeAsync());

        // Written before the error is posted, but read from another pipe than the Runtime API's.
        await host.UntilAsync(_ => host.Log.Entries.Any(entry => entry.Message.Contains("app.py\", line 2, in handler", StringComparison.Ordinal)));
        Assert.DoesNotContain(host.Log.Entries, entry => entry.Message.Contains("<string>", StringComparison.Ordinal));
    }

    [PythonTheory]
    [InlineData("gone.handler", "", "Runtime.ImportModuleError", "Unable to import module 'gone': No module named 'gone'")]
    [InlineData("app.gone", "", "Runtime.HandlerNotFound", "Handler 'gone' missing on module 'app'")]
    [InlineData("app", "", "Runtime.MalformedHandlerName", "Bad handler 'app'")]
    [InlineData("app.handler", "def handler(:\n", "Runtime.UserCodeSyntaxError", "Syntax error in module 'app'")]
    [InlineData("app.handler", "raise ValueError('at init')", "ValueError", "at init")]
    public async Task Init_Fails_SaysHow(string handler, string code, string errorType, string problem)
    {
        _runtimes.Code.Write("app.py", code);

        var failed = await _runtimes.InitFailureAsync(Runtime, handler);

        Assert.Equal(errorType, failed.ErrorType);
        Assert.Contains(problem, failed.ErrorMessage, StringComparison.Ordinal);
        Assert.NotEmpty(failed.LastOutput);
    }

    [PythonFact]
    public async Task Init_ImportsAMissingBoto3_SaysWhatToDo()
    {
        // Stands in the way of one that may be installed.
        _runtimes.Code.Write("boto3.py", "raise ModuleNotFoundError(\"No module named 'boto3'\")");
        _runtimes.Code.Write("app.py", "import boto3\n");

        Assert.Contains("-m pip install ", (await _runtimes.InitFailureAsync(Runtime, "app.handler")).ErrorMessage, StringComparison.Ordinal);
    }

    [PythonFact]
    public async Task Post_ToTheEndpointAsOnAws_ReachesTheGateway()
    {
        await using var gateway = await TestGateway.StartAsync(TestApi.WithRoutes("$connect"));
        var (client, connectionId) = await gateway.ConnectKnownAsync();
        await using var connection = client;
        var apiId = gateway.Get<GatewayDeployment>().FindUnique(TestApi.Stage)!.Api.ApiId;
        _runtimes.Code.Write("app.py", """
            import http.client, os
            def handler(event, context):
                connection = http.client.HTTPConnection(event["host"], 443)
                connection.request("POST", event["path"], b"hello")
                return [connection.getresponse().status, os.environ.get("EMULATOR_GATEWAY")]
            """);
        await using var host = await _runtimes.StartAsync(
            Runtime, "app.handler", ("EMULATOR_GATEWAY", $"http://127.0.0.1:{gateway.Port}"), ("EMULATOR_API_IDS", $"other {apiId}"));

        var answer = await host.InvokeAsync(
            $$"""{"host":"{{apiId}}.execute-api.eu-central-1.amazonaws.com","path":"/{{TestApi.Stage}}/@connections/{{connectionId}}"}""");

        Assert.Equal("[200, null]", LambdaHost.Text(answer));
        Assert.Equal("hello", await client.ReadTextAsync());
    }

    [PythonFact]
    public async Task Names_BelowLocalhost_AreThisMachine()
    {
        _runtimes.Code.Write("app.py", "import socket\ndef handler(event, context):\n    return socket.getaddrinfo('x.execute-api.localhost', 4510)[0][4]\n");

        Assert.Equal("""["127.0.0.1", 4510]""", LambdaHost.Text(await _runtimes.InvokeAsync(Runtime, "app.handler")));
    }
}
