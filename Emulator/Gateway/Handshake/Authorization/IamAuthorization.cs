using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Iam;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Handshake.Authorization;

/// <summary>
/// <c>AWS_IAM</c> on <c>$connect</c>: the handshake is signed, in its headers or, since browsers can't set those, in its query; and the signer
/// may <c>execute-api:Invoke</c> the route.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
/// </summary>
/// <param name="access">Where nothing is checked everybody is let in, as nobody.</param>
internal sealed class IamAuthorization(AccessInForce access)
{
    private const string Service = "execute-api";
    private const string Action = "execute-api:Invoke";

    /// <summary>Null for a client that may connect; then the connection knows who that is.</summary>
    public AccessError? Check(HttpContext context, Connection connection, DeployedStage stage)
    {
        if (access.Control is not { } control)
        {
            return null;
        }

        if (control.Authenticate(context.Request, Service, [], out var caller) is { } unknown)
        {
            return unknown;
        }

        // AWS's message hides the account.
        var arn = $"arn:{TemplateContext.Partition}:{Service}:{stage.Api.Region}";
        var path = $"{stage.Api.ApiId}/{stage.Stage.Name}/{RouteSelector.ConnectKey}";
        if (control.Authorize(
            context,
            caller,
            Action,
            $"{arn}:{stage.Api.AccountId}:{path}",
            $"{arn}:********{stage.Api.AccountId[^4..]}:{path}") is { } denied)
        {
            return denied;
        }

        connection.SignedBy = SignedIdentity.Of(caller);
        return null;
    }
}
