using System.Collections.Immutable;
using Chat.Emulator.Lambda;

namespace Chat.Emulator.Tests.Lambda;

public sealed class FunctionVariablesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Variables_OfLambda_AreAllThere()
    {
        var variables = For([]);

        var stream = variables["AWS_LAMBDA_LOG_STREAM_NAME"];
        Assert.Matches(@"^2026/03/29/\[\$LATEST\][0-9a-f]{32}$", stream);
        Assert.Equal(
            new SortedDictionary<string, string>
            {
                ["_HANDLER"] = "websocket-send",
                ["AWS_ACCESS_KEY_ID"] = "given",
                ["AWS_DEFAULT_REGION"] = "eu-central-1",
                ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "128",
                ["AWS_LAMBDA_FUNCTION_NAME"] = "websocket-send",
                ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
                ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand",
                ["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/websocket-send",
                ["AWS_LAMBDA_LOG_STREAM_NAME"] = stream,
                ["AWS_LAMBDA_RUNTIME_API"] = "127.0.0.1:9001",
                ["AWS_REGION"] = "eu-central-1",
                ["DOTNET_TieredPGO"] = "0",
                ["DOTNET_TC_CallCountingDelayMs"] = "3E8",
                ["LAMBDA_TASK_ROOT"] = LambdaHost.Function.CodeFolder!,
                ["LANG"] = "en_US.UTF-8",
                ["TZ"] = ":UTC",
                ["WEBSOCKET_TABLE"] = "websocket-connections",
            },
            new SortedDictionary<string, string>(variables));
    }

    [Fact]
    public void Variables_OfTheDeveloper_StayAwayUnlessProgramsNeedThem()
    {
        var variables = For(new()
        {
            ["PATH"] = "/usr/bin",
            ["HOME"] = "/home/dev",
            ["DOTNET_ROOT"] = "/usr/share/dotnet",
            ["DOTNET_TieredPGO"] = "1",
            ["AWS_PROFILE"] = "production",
            ["AWS_ACCESS_KEY_ID"] = "AKIAREAL",
            ["AWS_SESSION_TOKEN"] = "real",
            ["EDITOR"] = "vi",
        });

        Assert.Equal("/usr/bin", variables["PATH"]);
        Assert.Equal("/home/dev", variables["HOME"]);
        Assert.Equal("/usr/share/dotnet", variables["DOTNET_ROOT"]);
        Assert.Equal("1", variables["DOTNET_TieredPGO"]);
        Assert.Equal("given", variables["AWS_ACCESS_KEY_ID"]);
        Assert.False(variables.ContainsKey("AWS_PROFILE") || variables.ContainsKey("AWS_SESSION_TOKEN") || variables.ContainsKey("EDITOR"));
    }

    [Fact]
    public void Variables_OfTheTemplate_WinOverTheMachinesAndLoseToLambdas()
    {
        var template = LambdaHost.Function with
        {
            Environment = ImmutableDictionary<string, string>.Empty.Add("PATH", "/opt/bin").Add("_HANDLER", "mine").Add("AWS_ACCESS_KEY_ID", "mine"),
        };

        var variables = FunctionVariables.For(template, new Dictionary<string, string> { ["PATH"] = "/usr/bin" }, Given, "127.0.0.1:9001", Now);

        Assert.Equal(("/opt/bin", "websocket-send", "given"), (variables["PATH"], variables["_HANDLER"], variables["AWS_ACCESS_KEY_ID"]));
    }

    private static Dictionary<string, string> Given => new() { ["AWS_ACCESS_KEY_ID"] = "given" };

    private static ImmutableDictionary<string, string> For(Dictionary<string, string> own) =>
        FunctionVariables.For(LambdaHost.Function, own, Given, "127.0.0.1:9001", Now);
}
