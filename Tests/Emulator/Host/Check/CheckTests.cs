using System.Text.Json.Nodes;
using Chat.Emulator.Host.Check;
using Chat.Emulator.Host.Terminal;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Stacks;
using Chat.Emulator.Tests.Template;

namespace Chat.Emulator.Tests.Host.Check;

/// <summary><c>check STACK</c>: what runs, what doesn't and why, by a code and a report, with nothing started.</summary>
public sealed class CheckTests : IDisposable
{
    private const string Queue = "{ApiId: !Ref Api, IntegrationType: AWS, IntegrationMethod: POST, CredentialsArn: !GetAtt Role.Arn, "
        + "IntegrationUri: !Sub 'arn:aws:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/q'}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stack_OfWhichEverythingRuns_Is0()
    {
        var (code, report) = await CheckAsync(StackText.Echo());

        Assert.Equal(0, code);
        Assert.Equal("""[{"key":"echo","backend":"template-Fn-YFF8G9KT5IQET","problems":[],"works":true}]""", Routes(report).ToJsonString());
        Assert.All(report["notes"]!.AsArray(), note => Assert.Contains("of this machine", note!.GetValue<string>(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Route_ToAServiceThatIsNotHere_Is1AndNamed()
    {
        var (code, report) = await CheckAsync(StackText.Echo(more: StackText.Route("queue", Queue, "Api")));

        Assert.Equal(1, code);
        Assert.Contains("sqs doesn't run here", Problem(report, "queue"), StringComparison.Ordinal);
        Assert.Null(Problem(report, "echo"));
        Assert.DoesNotContain(report["notes"]!.AsArray(), note => note!.GetValue<string>().Contains("sqs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "no request template")]
    [InlineData(", RequestTemplates: {application/json: '{\"statusCode\": 200}'}", null)]
    public async Task Mock_WithoutATemplate_RefusesEveryHandshake(string templates, string? problem)
    {
        var (code, report) = await CheckAsync(StackText.Echo(more: StackText.Route("$connect", $"{{ApiId: !Ref Api, IntegrationType: MOCK{templates}}}", "Api")));

        Assert.Equal(problem is null ? 0 : 1, code);
        Assert.Contains(problem ?? "", Problem(report, "$connect") ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nodejs20.x", "gone.handler", "needs", "gone.js")]
    [InlineData("nodejs20.x", "typed.handler", "typed.ts isn't built", "sam build")]
    [InlineData("python3.13", "gone.handler", "needs", "gone.py")]
    [InlineData("ruby3.4", "index.handler", "no bootstrap of its own for the runtime ruby3.4", "--run")]
    public async Task Function_ThatCanNotRun_FailsItsRoutes(string runtime, string handler, string what, string how)
    {
        _folder.Write("code/typed.ts", "");
        var (code, report) = await CheckAsync("\nResources:\n" + StackText.Api + StackText.Role + StackText.Function(runtime: runtime, handler: handler) + StackText.Route());

        Assert.Equal(1, code);
        Assert.Contains(what, Problem(report, "echo"), StringComparison.Ordinal);
        Assert.Contains(how, Problem(report, "echo"), StringComparison.Ordinal);
        Assert.Equal(Problem(report, "echo"), (string?)report["functions"]![0]!["problem"]);
    }

    [Fact]
    public async Task Permission_ThatIsMissing_FailsItsRoute()
    {
        var (code, report) = await CheckAsync(StackText.Echo().Replace("apigateway.amazonaws.com", "events.amazonaws.com", StringComparison.Ordinal));

        Assert.Equal(1, code);
        Assert.Contains("needs an AWS::Lambda::Permission", Problem(report, "echo"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stage_ThatShowsNoDeployment_Is1()
    {
        var (code, report) = await CheckAsync(StackText.Echo().Replace("AutoDeploy: true", "AutoDeploy: false", StringComparison.Ordinal));

        Assert.Equal(1, code);
        Assert.Contains("every request gets 403", (string?)report["apis"]![0]!["stages"]![0]!["problem"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatOnlyADeploymentKnows_IsNotedAndWorks()
    {
        var (code, report) = await CheckAsync(StackText.Echo(
            variables: "{POOL: !GetAtt Pool.Arn, STAGE: !Ref Stage}", more: "  Pool: {Type: AWS::Cognito::UserPool}\n", sections: "Parameters: {Stage: {Type: String}}"));

        Assert.Equal(0, code);
        var notes = report["notes"]!.AsArray().Select(note => note!.GetValue<string>()).ToArray();
        Assert.Contains(notes, note => note.Contains("--parameter Stage=VALUE", StringComparison.Ordinal));
        Assert.Contains(notes, note => note.Contains("--variable Fn.POOL=VALUE", StringComparison.Ordinal));
        Assert.Equal("""[{"type":"AWS::Cognito::UserPool","logicalIds":["Pool"]}]""", report["notRun"]!.ToJsonString());
    }

    [Fact]
    public async Task Post_ThatNobodyMay_IsNoted()
    {
        var (code, report) = await CheckAsync(StackText.Echo().Replace("'execute-api:ManageConnections', ", "", StringComparison.Ordinal));

        Assert.Equal(0, code);
        Assert.Contains(report["notes"]!.AsArray(), note => note!.GetValue<string>().StartsWith("no function may post to the connections of api, stage dev", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Packages_ThatAreNotInstalled_AreNamed()
    {
        _folder.Write("code/package.json", """{"dependencies": {"@aws-sdk/client-dynamodb": "3", "left-pad": "1"}}""");
        var (code, report) = await CheckAsync(StackText.Echo());

        Assert.Equal(0, code);
        Assert.Equal($"its package.json asks for left-pad: npm install in {Path.Combine(_folder.Path, "code")}", (string?)report["functions"]![0]!["remarks"]![0]);
    }

    [Theory]
    [InlineData("Resources: {A: {Type: AWS::S3::Bucket}}", "no WebSocket API, no function, no table")]
    [InlineData("a: 1", "the file has no Resources")]
    public async Task File_WithNothingToCheck_Is2(string template, string problem)
    {
        var (code, report) = await CheckAsync(template);

        Assert.Equal(2, code);
        Assert.Contains(problem, (string?)report["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandLine_WithoutAStack_Is2() => Assert.Equal(2, await EmulatorCommand.RunAsync(["check"]));

    [Fact]
    public async Task Start_SaysTheSameInShort()
    {
        await using var stack = await RunningStack.StartAsync(StackText.Echo(more: StackText.Route("queue", Queue, "Api")), StackText.Answers("'echo'"));

        var report = stack.Cloud.Check();

        Assert.Equal("1 of 2 routes can't work: queue.", ReportText.Summary(report));
        Assert.Contains($"  routes     {ReportText.Summary(report)} The command 'check' says why.\n", StartReport.Of(stack.Cloud, TerminalOutput.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_OfAReport_ShowsEachPart()
    {
        var report = new StackReport(
            "/s/template.yaml", "eu-west-1", "111122223333",
            [new ApiReport("api", "Api", null, [new StageReport("dev", null, [new RouteReport("$connect", "mock", []), new RouteReport("send", "f", ["is broken"])])])],
            [new FunctionReport("f", "F", "ruby3.4", "is broken", ["a remark"]), new FunctionReport("g", "G", "java21", "two\nlines", [])],
            ["rooms"],
            [new TriggerReport("Mapping", "g", null)],
            [new NotRunReport("AWS::S3::Bucket", ["A", "B", "C", "D"])],
            ["a note"]);

        Assert.Equal(
            """
            /s/template.yaml: account 111122223333, region eu-west-1
              api        api
              stage      dev
                runs     $connect  mock
                FAILS    send      f
                           is broken
              can't run  f (ruby3.4)
                           a remark
              can't run  g (java21)
                           two
                           lines
              table      rooms
              trigger    Mapping: a table's changes to g
              not run    AWS::S3::Bucket: A, B, C and 1 more
              note       a note
            1 of 2 routes can't work: send.
            """,
            ReportText.Of(report));
    }

    private static JsonArray Routes(JsonNode report) => report["apis"]![0]!["stages"]![0]!["routes"]!.AsArray();

    private static string? Problem(JsonNode report, string routeKey) =>
        (string?)Routes(report).Single(route => (string?)route!["key"] == routeKey)!["problems"]!.AsArray().FirstOrDefault();

    private async Task<(int Code, JsonNode Report)> CheckAsync(string template)
    {
        if (!File.Exists(Path.Combine(_folder.Path, "code", "index.js")))
        {
            _folder.Write("code/index.js", "throw new Error('Nothing is started.');");
        }

        var output = new StringWriter();
        var code = await CheckCommand.RunAsync(
            new() { Assembly = _folder.Write("template.yaml", template) }, asJson: true, output, TextWriter.Null, CancellationToken.None);
        return (code, JsonNode.Parse(output.ToString())!);
    }
}
