using System.Globalization;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Integration;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Iam;
using Chat.Emulator.Iam.Policies;
using Chat.Emulator.Invocations;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Handshake.Authorization;

/// <summary>Asks an authorizer's function whether a client may connect: at every handshake, since WebSocket APIs cache no answer.</summary>
/// <param name="access">Where nothing is checked, what the authorizer answers is evaluated all the same.</param>
internal sealed class LambdaAuthorizer(
    InvocationPipeline pipeline, TimeProvider timeProvider, AccessInForce access)
{
    private const string Invoke = "execute-api:Invoke";

    /// <summary>What the function fails with to have the client answered with 401.</summary>
    private const string Unauthorized = "Unauthorized";

    public async Task<AuthorizerOutcome> AskAsync(
        Authorizer authorizer,
        Connection connection,
        DeployedStage stage,
        EventStamp stamp,
        ConnectRequest request,
        HttpContext context)
    {
        if (IdentitySources.FindMissing(authorizer, connection, stage, stamp, request) is { } missing)
        {
            return new AuthorizerOutcome.Unauthorized($"the handshake lacks the identity source {missing.Name} ({missing.Kind})");
        }

        var methodArn = MethodArn(stage);
        var start = timeProvider.GetTimestamp();
        var payload = ProxyEvents.Authorizer(connection, stage, stamp, request, methodArn);
        var outcome = await pipeline.RunAsync(
            new LambdaInvocation(authorizer.FunctionName, payload.Written, stamp.TraceId, stamp.RequestId),
            CancellationToken.None,
            new InvokeSource(authorizer.CredentialsArn, $"{stage.Api.ApiId}/authorizers/{authorizer.Id}"),
            Quotas.AuthorizerTimeout);

        // As with integrations: a function that nobody waits for any more may yet be about to get the event.
        if (outcome is not InvocationOutcome.TimedOut)
        {
            payload.Dispose();
        }

        return outcome switch
        {
            InvocationOutcome.Responded(var answer) => Judge(answer, methodArn, new RequestKeys(context, null, stage.Api.Region, stage.Api.AccountId, timeProvider), timeProvider.GetElapsedTime(start)),
            InvocationOutcome.FunctionFailed { ErrorMessage: Unauthorized } =>
                new AuthorizerOutcome.Unauthorized("the authorizer says so"),
            InvocationOutcome.FunctionFailed(var errorType, var errorMessage) =>
                new AuthorizerOutcome.Failed($"the authorizer failed: {errorType}: {errorMessage}"),
            InvocationOutcome.TimedOut timedOut => new AuthorizerOutcome.Failed(
                string.Create(CultureInfo.InvariantCulture, $"the authorizer didn't answer within {timedOut.Limit?.TotalSeconds:0.###} s{(timedOut.Fault is { } fault ? $": the fault {fault}" : "")}")),
            InvocationOutcome.Throttled => new AuthorizerOutcome.Failed("the authorizer's function is throttled"),
            InvocationOutcome.Unreachable(var reason) => new AuthorizerOutcome.Failed($"the authorizer can't be called: {reason}"),
            _ => throw new System.Diagnostics.UnreachableException($"No meaning for {outcome}"),
        };
    }

    private AuthorizerOutcome Judge(ReadOnlyMemory<byte> payload, string methodArn, RequestKeys keys, TimeSpan latency)
    {
        try
        {
            var answer = AuthorizerAnswer.Read(payload);
            var context = new AuthorizerContext(answer.PrincipalId, answer.Context, latency);
            return answer.Policy.Decide(Invoke, methodArn, keys, part => access.Control?.Warn(part)) is PolicyDecision.Allowed
                ? new AuthorizerOutcome.Allowed(context, answer.UsageIdentifierKey)
                : new AuthorizerOutcome.Denied();
        }
        catch (FormatException e)
        {
            return new AuthorizerOutcome.Failed($"the authorizer's answer can't be used: {e.Message}");
        }
    }

    private static string MethodArn(DeployedStage stage) =>
        $"arn:{TemplateContext.Partition}:execute-api:{stage.Api.Region}:{stage.Api.AccountId}:"
        + $"{stage.Api.ApiId}/{stage.Stage.Name}/{RouteSelector.ConnectKey}";
}
