using Chat.Emulator.Iam;
using Chat.Emulator.Options;
using Chat.Emulator.Template;
using Route = Chat.Emulator.Template.Route;

namespace Chat.Emulator.Host.Check;

/// <summary>Whether a route can work: its authorizer, its backend, and what API Gateway may call.</summary>
/// <param name="broken">The functions that can't run, with the reason.</param>
internal sealed class RouteCheck(Stack stack, EmulatorOptions options, IReadOnlyDictionary<string, string> broken)
{
    private readonly InvokePermissions _permissions = new(stack);

    public RouteReport Report(WebSocketApi api, Stage stage, Route route) => new(
        route.RouteKey,
        Backend(route.Integration),
        [
            .. route.Authorization is RouteAuthorization.Lambda(var authorizer)
                ? Problems(authorizer.FunctionName, authorizer.CredentialsArn, $"{api.ApiId}/authorizers/{authorizer.Id}").Select(problem => $"its authorizer: {problem}")
                : [],
            .. Problems(api, stage, route),
        ]);

    private IEnumerable<string> Problems(WebSocketApi api, Stage stage, Route route) => route.Integration switch
    {
        // API Gateway takes such a $connect for one that says yes.
        null when route.RouteKey is "$connect" or "$disconnect" => [],
        null => ["it has no Target, so its messages get the frame Internal server error"],
        RouteIntegration.Unavailable(var reason) => [reason],

        // Nothing comes with a handshake that could pass in a template's place.
        RouteIntegration.Mock { Request.Templates.Count: 0 } when route.RouteKey == "$connect" =>
            ["its MOCK has no request template that makes {\"statusCode\": 200}, so nobody can connect, on AWS either"],
        RouteIntegration.TableAction when stack.Tables.IsEmpty => ["it calls DynamoDB, and the stack has no table"],
        { InvokedFunction: { } function } integration => Problems(function, integration.CredentialsArn, $"{api.ApiId}/{stage.Name}/{route.RouteKey}"),
        _ => [],
    };

    private IEnumerable<string> Problems(string function, string? credentialsArn, string source)
    {
        if (stack.Functions.All(known => known.Name != function))
        {
            yield return $"the function {function} isn't in the stack";
            yield break;
        }

        if (broken.TryGetValue(function, out var problem))
        {
            yield return problem;
        }

        if (options.Iam && _permissions.Missing(function, credentialsArn, source) is { } missing)
        {
            yield return missing;
        }
    }

    private static string Backend(RouteIntegration? integration) => integration switch
    {
        null => "nothing",
        { InvokedFunction: { } function } => function,
        RouteIntegration.TableAction(var action) => $"DynamoDB {action}",
        RouteIntegration.ServiceAction(var call, var endpoint) => $"{call.Service} {call.Name} at {endpoint}",
        RouteIntegration.Http(var method, var uri, _) => $"{method} {uri}",
        RouteIntegration.Mock => "mock",
        _ => "what isn't here",
    };
}
