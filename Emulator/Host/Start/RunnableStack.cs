using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Start;

/// <summary>Whether there is anything to run in a stack: else the emulator would be up, and nobody could do anything with it.</summary>
internal static class RunnableStack
{
    private const int NothingToRun = 2;

    /// <exception cref="EmulatorStartException">There is nothing; the message says what there is instead.</exception>
    public static void Require(Stack stack, string assembly)
    {
        if (WhyNot(stack) is { } reason)
        {
            throw new EmulatorStartException($"{Path.GetFullPath(assembly)}: {reason}") { ExitCode = NothingToRun };
        }
    }

    private static string? WhyNot(Stack stack)
    {
        if (!stack.Apis.IsEmpty)
        {
            return stack.Apis.SelectMany(api => api.Stages).Any(stage => stage.IsDeployed) ? null : WhyNobodyConnects(stack.Apis[0]);
        }

        if (stack.NotRun.FirstOrDefault(resource => OtherApi(resource.Type) is not null) is { } other)
        {
            return $"there is no WebSocket API in it. {other.LogicalId} is {OtherApi(other.Type)}, which the emulator doesn't run: a WebSocket API is an "
                + "AWS::ApiGatewayV2::Api with ProtocolType WEBSOCKET.";
        }

        return stack.Functions.IsEmpty && stack.Tables.IsEmpty ? "there is nothing in it that the emulator runs: no WebSocket API, no function, no table." : null;
    }

    private static string WhyNobodyConnects(WebSocketApi api) => api.Stages.IsEmpty
        ? $"the API {api.Name} has no stage, so nobody can connect. Add an AWS::ApiGatewayV2::Stage, with AutoDeploy: true."
        : $"the API {api.Name} has no stage that is deployed, so nobody can connect. Give the stage {api.Stages[0].Name} AutoDeploy: true, or an "
            + "AWS::ApiGatewayV2::Deployment.";

    private static string? OtherApi(string type) => type switch
    {
        "AWS::ApiGatewayV2::Api" or "AWS::Serverless::HttpApi" => "an HTTP API",
        "AWS::ApiGateway::RestApi" or "AWS::Serverless::Api" => "a REST API",
        "AWS::AppSync::GraphQLApi" => "a GraphQL API",
        _ => null,
    };
}
