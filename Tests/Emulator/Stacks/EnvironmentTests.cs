using System.Text.Json.Nodes;
using Chat.Emulator.Tests.Template;

namespace Chat.Emulator.Tests.Stacks;

/// <summary>Whose account and which region a stack is in: what its assembly says, else what is asked for, else what its ARNs spell out.</summary>
public sealed class EnvironmentTests
{
    private const string Code = "JSON.stringify([process.env.AWS_REGION, event.requestContext.accountId ?? null, process.env.ROLE])";

    [Fact]
    public async Task Assembly_NamesAccountAndRegion_PermissionsAndFunctionsHaveThem()
    {
        var folder = new TemporaryFolder();
        WriteAssembly(folder, "aws://111122223333/eu-west-1");
        await using var stack = await RunningStack.StartAsync(folder, "", options => options with { Account = "444455556666", Region = "eu-north-1" });

        Assert.Equal("""["eu-west-1",null,"arn:aws:iam::111122223333:role/fixed"]""", await stack.AskAsync());
        Assert.Equal(("eu-west-1", "111122223333"), (stack.Cloud.Stack.Apis[0].Region, stack.Cloud.Stack.Apis[0].AccountId));
    }

    [Fact]
    public async Task Assembly_LeavesTheEnvironmentOpen_OptionsDecide()
    {
        var folder = new TemporaryFolder();
        WriteAssembly(folder, "aws://unknown-account/unknown-region");
        await using var stack = await RunningStack.StartAsync(folder, "", options => options with { Account = "111122223333", Region = "eu-west-1" });

        Assert.Equal("""["eu-west-1",null,"arn:aws:iam::111122223333:role/fixed"]""", await stack.AskAsync());
    }

    [Fact]
    public async Task Template_ArnsSpellOutAccountAndRegion_TheyArePartOfEverything()
    {
        await using var stack = await RunningStack.StartAsync(
            Template(""), StackText.Answers(Code));

        Assert.StartsWith("""["eu-west-1",null,"arn:aws:iam::111122223333:role/""", await stack.AskAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ArnsOfOthersAccounts_AreNotTheStacks()
    {
        var stack = Templates.ReadResources(Templates.Resource(
            "F",
            "AWS::Lambda::Function",
            """
            {"Runtime": "nodejs20.x", "Handler": "index.handler", "Layers": ["arn:aws:lambda:us-west-2:017000801446:layer:Powertools:1"],
             "Environment": {"Variables": {"CERTIFICATE": "arn:aws:acm:us-west-2:017000801446:certificate/x"} } }
            """));

        Assert.Equal(("eu-west-1", "000000000000"), (stack.Context.Region, stack.Context.AccountId));
    }

    [Fact]
    public void Read_ArnsSpellOutTwoAccounts_NeitherIsTheStacks()
    {
        var stack = Templates.ReadResources(
            Templates.Resource("A", "AWS::SNS::Topic", """{"DisplayName": "arn:aws:dynamodb:eu-west-1:111122223333:table/t"}""") + ", "
            + Templates.Resource("B", "AWS::SNS::Topic", """{"DisplayName": "arn:aws:iam::444455556666:role/r"}"""));

        Assert.Equal("000000000000", stack.Context.AccountId);
    }

    // The permission's source, and the role, are where CDK writes account and region out.
    private static string Template(string role) => "\nResources:\n" + StackText.Api
        + StackText.Role.Replace("Properties:\n", $"Properties:\n      {role}\n", StringComparison.Ordinal)
        + StackText.Function("{ROLE: !GetAtt Role.Arn}")
        + StackText.Route(sourceArn: "arn:aws:execute-api:eu-west-1:111122223333:${Api}/*");

    private static void WriteAssembly(TemporaryFolder folder, string environment)
    {
        folder.Write("code/index.js", StackText.Answers(Code)[0].Text);
        folder.Write("App.template.yaml", Template("RoleName: fixed"));
        folder.Write("manifest.json", new JsonObject
        {
            ["version"] = "38.0.0",
            ["artifacts"] = new JsonObject
            {
                ["App"] = new JsonObject
                {
                    ["type"] = "aws:cloudformation:stack",
                    ["environment"] = environment,
                    ["properties"] = new JsonObject { ["templateFile"] = "App.template.yaml" },
                },
            },
        }.ToJsonString());
    }
}
