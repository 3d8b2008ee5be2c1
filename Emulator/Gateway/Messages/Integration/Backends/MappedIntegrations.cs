using System.Diagnostics;
using Chat.Emulator.Expressions.Mapping;
using Chat.Emulator.Expressions.Paths;
using Chat.Emulator.Invocations;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Integration.Backends;

/// <summary>
/// The integrations that aren't <c>AWS_PROXY</c>: what came is mapped to the backend's request, and its answer is mapped when somebody gets it.
/// </summary>
internal sealed class MappedIntegrations(LambdaBackend lambda, HttpBackend http, TableBackend? tables = null, ServiceBackend? services = null)
{
    private const string Subprotocol = "Sec-WebSocket-Protocol";

    /// <summary>The call that a request comes to, with its body mapped already.</summary>
    public InvocationCall Prepare(RouteIntegration.Mapped integration, RouteRequest request)
    {
        var mapped = integration.Request.Map(request);
        return new InvocationCall
        {
            FunctionName = integration.InvokedFunction,
            Target = (integration as RouteIntegration.Http)?.Uri ?? integration.GetType().Name,
            TraceId = request.Stamp.TraceId,
            Timeout = integration.Timeout,
            IsRunNow = integration is not RouteIntegration.Lambda function || LambdaBackend.IsRunNow(function, request),
            Refusal = mapped switch
            {
                MappedBody.NoTemplate(var key) => new InvocationOutcome.UnsupportedMediaType(key),
                MappedBody.Failed(var why) => new InvocationOutcome.Unreachable(why),
                _ => null,
            },
            Invoke = token => CallAsync(integration, request, ((MappedBody.Ready)mapped).Bytes, token),
        };
    }

    private async ValueTask<InvocationOutcome> CallAsync(
        RouteIntegration.Mapped integration, RouteRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var result = integration switch
        {
            RouteIntegration.Lambda function => await lambda.CallAsync(function, request, body, cancellationToken),
            RouteIntegration.Http target => await http.CallAsync(target, request, body, cancellationToken),
            RouteIntegration.TableAction action => tables is null
                ? BackendResult.Failed.Unreachable("There is no table in the template.")
                : await tables.CallAsync(action, request, body, cancellationToken),
            RouteIntegration.ServiceAction action => services is null
                ? BackendResult.Failed.Unreachable($"{action.Call.Service} isn't reached from here.")
                : await services.CallAsync(action, request, body, cancellationToken),
            RouteIntegration.Mock => MockBackend.Answer(body),
            RouteIntegration.Unavailable(var reason) => BackendResult.Failed.Unreachable(reason),
            _ => throw new UnreachableException($"No backend for {integration}"),
        };
        return result switch
        {
            BackendResult.Answered(var answer) => Map(integration, request, answer),
            BackendResult.Failed(var outcome) => outcome,
            _ => throw new UnreachableException(),
        };
    }

    private static InvocationOutcome Map(RouteIntegration.Mapped integration, RouteRequest request, BackendAnswer answer)
    {
        if (!request.IsAnswered)
        {
            return new InvocationOutcome.Mapped(answer.StatusCode, default, null);
        }

        // A proxy integration has no integration responses. Nor need $connect have some: then the backend's status decides.
        if (integration is RouteIntegration.Http { IsProxy: true } || (request.Handshake is not null && integration.Responses.IsEmpty))
        {
            return new InvocationOutcome.Mapped(answer.StatusCode, answer.Body, answer.Headers[Subprotocol].LastOrDefault());
        }

        if (integration.Responses.Select(answer) is not { } response)
        {
            return new InvocationOutcome.Unreachable(
                $"No match for output mapping and no default output mapping configured. The answer has the status {answer.StatusCode}");
        }

        return response.Map(request, answer) switch
        {
            MappedBody.Ready ready => new InvocationOutcome.Mapped(
                answer.StatusCode, ready.Bytes, response.Subprotocol?.Read(answer, new JsonBody(answer.Body))),
            MappedBody.Failed(var why) => new InvocationOutcome.Unreachable(why),
            _ => throw new UnreachableException(),
        };
    }
}
