using System.Diagnostics;
using Chat.Emulator.Expressions.Mapping;
using Chat.Emulator.Expressions.Paths;
using Chat.Emulator.Invocations;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Integration.Backends;

/// <summary>
/// Runs the integrations that aren't <c>AWS_PROXY</c>: maps what came to the backend's request, calls it, and maps its answer when somebody
/// gets it.
/// </summary>
internal sealed partial class MappedIntegrations(
    LambdaBackend lambda, HttpBackend http, TimeProvider timeProvider, ILogger<MappedIntegrations> logger, TableBackend? tables = null)
{
    private const string Subprotocol = "Sec-WebSocket-Protocol";

    public async Task<InvocationOutcome> RunAsync(RouteIntegration.Mapped integration, RouteRequest request)
    {
        switch (integration.Request.Map(request))
        {
            case MappedBody.Ready ready:
                return await CallAsync(integration, request, ready.Bytes);
            case MappedBody.NoTemplate(var key):
                return new InvocationOutcome.UnsupportedMediaType(key);
            case MappedBody.Failed(var why):
                return new InvocationOutcome.Unreachable(why);
            default:
                throw new UnreachableException();
        }
    }

    private async Task<InvocationOutcome> CallAsync(RouteIntegration.Mapped integration, RouteRequest request, ReadOnlyMemory<byte> body)
    {
        using var timeout = new CancellationTokenSource(integration.Timeout, timeProvider);
        try
        {
            var result = integration switch
            {
                RouteIntegration.Lambda function => await lambda.CallAsync(function, request, body, timeout.Token),
                RouteIntegration.Http target => await http.CallAsync(target, request, body, timeout.Token),
                RouteIntegration.TableAction action => tables is null
                    ? BackendResult.Failed.Unreachable("There is no table in the template.")
                    : await tables.CallAsync(action, request, body, timeout.Token),
                RouteIntegration.Mock => MockBackend.Answer(body),
                _ => throw new UnreachableException($"No backend for {integration}"),
            };
            return result switch
            {
                BackendResult.Answered(var answer) => Map(integration, request, answer),
                BackendResult.Failed(var outcome) => outcome,
                _ => throw new UnreachableException(),
            };
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new InvocationOutcome.TimedOut();
        }
#pragma warning disable CA1031 // A bug in a backend costs this message and not the connection.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogBug(e, request.RouteKey);
            return new InvocationOutcome.Unreachable(e.Message);
        }
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

    [LoggerMessage(1430, LogLevel.Error, "{RouteKey}: a bug in the gateway kept an integration from being called")]
    private partial void LogBug(Exception exception, string routeKey);
}
