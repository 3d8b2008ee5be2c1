using System.Text.Json.Nodes;
using Chat.Emulator.Invocations;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Gateway.Handshake.Authorization;

/// <summary>An API whose <c>$connect</c> asks the function <c>authorizer</c>, and answers for that function.</summary>
internal static class AuthorizedApi
{
    public static WebSocketApi With(params string[] identitySources) => TestApi.WithRoutes("$default", "$disconnect").With(
        TestApi.Lambda("$connect") with
        {
            Authorization = new RouteAuthorization.Lambda(new Authorizer(
                "who", "authorizer", [.. identitySources.Select(source => IdentitySource.TryParse(source)!.Value)])
            {
                Id = "a1u2t3h",
            }),
        });

    /// <summary>An answer whose policy has one statement for the method that was asked for, or for another resource.</summary>
    public static StubLambda Answering(string effect = "Allow", string resource = "{methodArn}", string more = "") => new StubLambda().On(
        "authorizer",
        (request, _) => Task.FromResult(Policy(effect, resource.Replace("{methodArn}", (string)request["methodArn"]!, StringComparison.Ordinal), more)));

    public static StubLambda Answering(InvocationOutcome outcome) => new StubLambda().On("authorizer", outcome);

    public static InvocationOutcome Policy(string effect, string resource, string more = "") => StubLambda.Responded($$"""
        {"principalId":"p","policyDocument":{"Version":"2012-10-17","Statement":[
        {"Action":"execute-api:Invoke","Effect":"{{effect}}","Resource":"{{resource}}"}]}{{more}}}
        """);

    public static JsonNode? AuthorizerOf(JsonNode json) => json["requestContext"]!["authorizer"];
}
