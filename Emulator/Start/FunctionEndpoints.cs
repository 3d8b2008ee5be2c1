using System.Collections.Immutable;
using System.Security.Cryptography;
using Chat.Emulator.Template;

namespace Chat.Emulator.Start;

/// <summary>
/// What a function finds in its environment to reach this cloud instead of AWS: credentials of its own, and the endpoints that AWS SDKs
/// take by themselves. https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
/// </summary>
internal sealed class FunctionEndpoints(Stack stack, ImmutableArray<RunningStage> stages, Uri? tables)
{
    private readonly ImmutableDictionary<string, string> _accessKeys = stack.Functions.ToImmutableDictionary(
        function => function.Name,
        _ => "ASIA" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16));

    private readonly string _secret = RandomNumberGenerator.GetHexString(40, lowercase: true);

    public IReadOnlyDictionary<string, string> Of(Function function)
    {
        var variables = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = _accessKeys[function.Name],
            ["AWS_SECRET_ACCESS_KEY"] = _secret,
            ["AWS_SESSION_TOKEN"] = "local",
        };
        if (tables is not null)
        {
            variables["AWS_ENDPOINT_URL_DYNAMODB"] = tables.ToString();
        }

        // One variable names one stage. A function of several stages has to build the endpoint from its event.
        if (stages.Where(stage => Calls(stage.Api, function)).ToArray() is [var only])
        {
            variables["AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI"] = only.CallbackUrl.ToString();
        }

        return variables;
    }

    private static bool Calls(WebSocketApi api, Function function) =>
        api.Routes.Values.Any(route => route.Integration is RouteIntegration.LambdaProxy proxy && proxy.FunctionName == function.Name);
}
