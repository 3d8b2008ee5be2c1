namespace Chat.EndToEnd.Tests;

/// <summary><c>--watch</c> where the system gives less than one is used to.</summary>
public sealed class WatchTests : IDisposable
{
    private const string Template = """
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
          Route:
            Type: AWS::ApiGatewayV2::Route
            Properties: {ApiId: !Ref Api, RouteKey: $default, Target: !Sub 'integrations/${Integration}', RouteResponseSelectionExpression: $default}
          Response:
            Type: AWS::ApiGatewayV2::RouteResponse
            Properties: {ApiId: !Ref Api, RouteId: !Ref Route, RouteResponseKey: $default}
          Answerer:
            Type: AWS::Lambda::Function
            Properties: {FunctionName: answerer, Runtime: nodejs20.x, Handler: index.handler, Code: code, Role: 'arn:aws:iam::000000000000:role/other'}
          Permission:
            Type: AWS::Lambda::Permission
            Properties: {Action: 'lambda:InvokeFunction', FunctionName: !Ref Answerer, Principal: apigateway.amazonaws.com}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chat-watch-");

    public WatchTests()
    {
        _folder.CreateSubdirectory("code");
        File.WriteAllText(Path.Combine(_folder.FullName, "template.yaml"), Template);
        Answer("before");
    }

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
        {
            foreach (var sub in _folder.EnumerateDirectories("*", SearchOption.AllDirectories))
            {
                sub.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            }
        }

        _folder.Delete(recursive: true);
    }

    [UserNamespaceFact]
    public async Task Watch_NoInotifyInstanceIsLeft_SaysSoAndLooksAtTheFilesInstead()
    {
        // A user namespace has limits of its own, so that nobody else's run out.
        await using var emulator = RunningProcess.Start(
            "unshare", "--user", "--map-root-user", "/bin/sh", "-c", $"echo 0 > /proc/sys/user/max_inotify_instances && exec {Command}");
        var url = await emulator.WaitUntilReadyAsync();
        await emulator.WaitForOutputAsync("The system can't tell of changes, so files are looked at every 2 s instead.");
        Assert.DoesNotContain("   at ", emulator.Output, StringComparison.Ordinal);
        await using var client = await ChatClient.ConnectAsync(url);
        await client.SendAsync("{}");
        Assert.Equal("before", await client.ReceiveAsync());

        Answer("after");

        await emulator.WaitForLineWithAsync("Redeployed in");
        await client.SendAsync("{}");
        Assert.Equal("after", await client.ReceiveAsync());
    }

    [LinuxFact]
    public async Task Watch_AFolderOfTheCodeCantBeRead_StartsAndStillHearsOfChanges()
    {
        var hidden = _folder.CreateSubdirectory("code/hidden");
        await File.WriteAllTextAsync(Path.Combine(hidden.FullName, "secret.txt"), "x");
        if (OperatingSystem.IsLinux())
        {
            hidden.UnixFileMode = UnixFileMode.None;
            foreach (var readable in new[] { _folder.FullName, Path.Combine(_folder.FullName, "code") })
            {
                File.SetUnixFileMode(readable, (UnixFileMode)0b111_101_101);
            }
        }

        // Root reads everything, so it becomes nobody; anybody else stays who they are.
        await using var emulator = Environment.IsPrivilegedProcess
            ? RunningProcess.StartWith(
                new Dictionary<string, string> { ["HOME"] = "/tmp", ["TMPDIR"] = "/tmp" },
                "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/bin/sh", "-c", $"exec {Command} --tls-folder /tmp/chat-watch-tls-$$")
            : RunningProcess.Start("/bin/sh", "-c", $"exec {Command}");
        var url = await emulator.WaitUntilReadyAsync();
        await using var client = await ChatClient.ConnectAsync(url);

        Answer("after");

        await emulator.WaitForLineWithAsync("Redeployed in");
        await client.SendAsync("{}");
        Assert.Equal("after", await client.ReceiveAsync());
    }

    private string Command => $"\"{Repository.Dotnet}\" \"{Repository.Emulator}\" \"{_folder.FullName}/template.yaml\" --port 0 --watch";

    private void Answer(string text) =>
        File.WriteAllText(Path.Combine(_folder.FullName, "code/index.js"), $$"""exports.handler = async () => ({ statusCode: 200, body: '{{text}}' });""");
}
