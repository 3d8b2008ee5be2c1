using System.Collections.Immutable;
using Chat.Emulator.Gateway;
using Chat.Emulator.Host.Tls;
using Chat.Emulator.Iam;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Start;

/// <summary>
/// What a function finds in its environment to reach this cloud instead of AWS: credentials of its own, and the endpoints that AWS SDKs
/// take by themselves. https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
/// </summary>
/// <param name="areTablesOnAws">Then the credentials are the developer's: see <see cref="Lambda.DeveloperCredentials"/>.</param>
internal sealed class FunctionEndpoints(
    CallerCredentials credentials, ImmutableArray<RunningStage> stages, Uri emulator, Uri? tables, LocalTls tls, bool areTablesOnAws = false)
{
    /// <summary>Those of the stack that runs.</summary>
    public ImmutableArray<RunningStage> Stages { get; set; } = stages;

    public IReadOnlyDictionary<string, string> Of(Function function)
    {
        var variables = new Dictionary<string, string>(tls.Variables) { ["AWS_ENDPOINT_URL_LAMBDA"] = emulator.ToString() };
        if (!areTablesOnAws)
        {
            var credential = credentials.Of(function);
            variables["AWS_ACCESS_KEY_ID"] = credential.AccessKeyId;
            variables["AWS_SECRET_ACCESS_KEY"] = credential.SecretAccessKey;
            variables["AWS_SESSION_TOKEN"] = credential.SessionToken!;
        }

        if (tables is not null)
        {
            variables["AWS_ENDPOINT_URL_DYNAMODB"] = tables.ToString();
            variables["AWS_ENDPOINT_URL_DYNAMODB_STREAMS"] = tables.ToString();
        }

        // One variable names one stage. A function of several stages has to build the endpoint from its event; one that no route calls, of a queue
        // or a timer say, has no such event, and posts to the stage that there is.
        if (StagesOf(function) is [var only])
        {
            variables["AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI"] = only.CallbackUrl.ToString();
        }

        foreach (var (name, value) in EndpointsInVariables.Rewrite(function.Environment, Stages))
        {
            variables[name] = value;
        }

        // For the emulator's own bootstraps, which take them away before the handler is loaded: see Lambda/Bootstraps.
        if (!Stages.IsEmpty && (function.Runtime.StartsWith("nodejs", StringComparison.Ordinal) || function.Runtime.StartsWith("python", StringComparison.Ordinal)))
        {
            variables["EMULATOR_GATEWAY"] = emulator.GetLeftPart(UriPartial.Authority);
            variables["EMULATOR_API_IDS"] = string.Join(' ', Stages.Select(stage => stage.Api.ApiId).Distinct());
        }

        return variables;
    }

    private RunningStage[] StagesOf(Function function)
    {
        RunningStage[] callers = [.. Stages.Where(stage => Calls(stage.Api.In(stage.Stage), function))];
        return callers.Length > 0 ? callers : [.. Stages];
    }

    private static bool Calls(WebSocketApi api, Function function) =>
        api.Routes.Values.Any(route => route.Integration?.InvokedFunction == function.Name);
}
