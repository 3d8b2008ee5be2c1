using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Chat.EndToEnd.Tests;

/// <summary>
/// The emulator published as one native program, as a person does it: what the compiler has left out shows only when it runs.
/// </summary>
public sealed class NativeTests(NativeTests.Published published) : IClassFixture<NativeTests.Published>
{
    private const string Template = """
        Resources:
          Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: native, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action } }
          Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: dev, AutoDeploy: true } }
          Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
          Say:
            Type: AWS::Lambda::Function
            Properties:
              FunctionName: say
              Runtime: nodejs22.x
              Handler: index.handler
              Role: !GetAtt Role.Arn
              Code: { ZipFile: "exports.handler = async () => ({ statusCode: 200, body: 'first' })" }
          Integration:
            Type: AWS::ApiGatewayV2::Integration
            Properties:
              ApiId: !Ref Api
              IntegrationType: AWS_PROXY
              IntegrationUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Say.Arn}/invocations
          Route:
            Type: AWS::ApiGatewayV2::Route
            Properties: { ApiId: !Ref Api, RouteKey: say, RouteResponseSelectionExpression: $default, Target: !Sub "integrations/${Integration}" }
          RouteResponse: { Type: AWS::ApiGatewayV2::RouteResponse, Properties: { ApiId: !Ref Api, RouteId: !Ref Route, RouteResponseKey: $default } }
          Permission:
            Type: AWS::Lambda::Permission
            Properties: { Action: lambda:InvokeFunction, FunctionName: !GetAtt Say.Arn, Principal: apigateway.amazonaws.com }
        """;

    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("chat-native-");

    [NativeFact]
    public async Task Chat_OnTheNativeEmulator_ReachesEverybodyAndEndsCleanly()
    {
        var program = await published.ProgramAsync();
        await using var process = RunningProcess.Start(
            program, Repository.CloudAssembly, "--port", "0", "--run", $"*=\"{Repository.Dotnet}\" \"{Repository.Functions}\"", "--tls-folder", _scratch.FullName);
        var url = await process.WaitUntilReadyAsync();
        await using var one = await ChatClient.ConnectAsync(url);
        await using var two = await ChatClient.ConnectAsync(url);

        await one.SayAsync("hello from a native program");

        Assert.Equal("hello from a native program", await one.ReceiveAsync());
        Assert.Equal("hello from a native program", await two.ReceiveAsync());
        using var http = new HttpClient();
        Assert.Contains("<title>", await http.GetStringAsync(new Uri($"http://{url.Authority}/_console")), StringComparison.Ordinal);
        process.Signal(RunningProcess.Interrupt);
        Assert.Equal(0, await process.WaitForExitAsync(TimeSpan.FromSeconds(10)));
        await process.WaitUntilNothingIsLeftAsync(TimeSpan.FromSeconds(10));
        _scratch.Delete(recursive: true);
    }

    [NativeFact]
    public async Task Template_ChangedUnderTheNativeEmulator_IsDeployedAndConnectionsStay()
    {
        var program = await published.ProgramAsync();
        var template = Path.Combine(_scratch.FullName, "template.yaml");
        await File.WriteAllTextAsync(template, Template);
        await using var process = RunningProcess.Start(program, template, "--port", "0", "--watch", "--tls-folder", _scratch.FullName);
        var url = await process.WaitUntilReadyAsync();
        await using var client = await ChatClient.ConnectAsync(url);
        await client.SendAsync("""{"action":"say"}""");
        Assert.Equal("first", await client.ReceiveAsync());

        await File.WriteAllTextAsync(template, Template.Replace("first", "second", StringComparison.Ordinal));

        Assert.Contains("say", await process.WaitForLineWithAsync("Redeployed in"), StringComparison.Ordinal);
        await client.SendAsync("""{"action":"say"}""");
        Assert.Equal("second", await client.ReceiveAsync());
        process.Signal(RunningProcess.Interrupt);
        Assert.Equal(0, await process.WaitForExitAsync(TimeSpan.FromSeconds(10)));
        _scratch.Delete(recursive: true);
    }

    /// <summary>Publishes once, when the first test asks: where all are skipped, nothing is.</summary>
    public sealed class Published : IAsyncLifetime
    {
        private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chat-published-");
        private Task<string>? _program;

        public Task<string> ProgramAsync() => _program ??= PublishAsync();

        public Task InitializeAsync() => Task.CompletedTask;

        public Task DisposeAsync()
        {
            _folder.Delete(recursive: true);
            return Task.CompletedTask;
        }

        private async Task<string> PublishAsync()
        {
            // A node of MSBuild that stays for others would keep this output open, and its end is awaited.
            var start = new ProcessStartInfo(
                Repository.Dotnet,
                ["publish", "Emulator", "-nodeReuse:false", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", _folder.FullName, "-v", "q", "-nologo"])
            {
                WorkingDirectory = Repository.Root,
                RedirectStandardOutput = true,
            };
            using var publish = Process.Start(start)!;
            using var timeout = new CancellationTokenSource(Limit);
            var output = await publish.StandardOutput.ReadToEndAsync(timeout.Token);
            await publish.WaitForExitAsync(timeout.Token);
            Assert.True(publish.ExitCode == 0, output);
            return Path.Combine(_folder.FullName, "Chat.Emulator");
        }
    }
}
