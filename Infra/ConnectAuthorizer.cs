using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AwsApigatewayv2Authorizers;
using Constructs;

namespace Chat.Infra;

/// <summary>The function that looks at the token of each client that connects. It has the right to log, and no other.</summary>
internal sealed class ConnectAuthorizer : Construct
{
    public ConnectAuthorizer(Construct scope, string id, Code functionsPackage, ChatSettings settings, IdentitySettings identity)
        : base(scope, id)
    {
        var environment = new Dictionary<string, string> { ["TOKEN_ISSUER"] = identity.Issuer, ["TOKEN_AUDIENCE"] = identity.Audience };
        if (identity.Keys is { } keys)
        {
            environment["TOKEN_KEYS"] = keys;
        }

        if (identity.Secret is { } secret)
        {
            environment["TOKEN_SECRET"] = secret;
        }

        // A client waits for it, then for $connect; the issuer's keys may have to be read first.
        var function = new ChatFunction(this, "Authorizer", new ChatFunctionProps
        {
            FunctionName = "websocket-authorizer",
            Description = "Looks at the token of whoever connects",
            Code = functionsPackage,
            Environment = environment,
            Timeout = Duration.Seconds(10),
            MemorySizeInMB = 256,
            ReservedConcurrency = settings.ReservedConcurrency,
        });

        // No identity source: with one, API Gateway refuses everybody who lacks it, and the token may be in one of two places.
        // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
        Authorizer = new WebSocketLambdaAuthorizer("ConnectAuthorizer", function.Function, new WebSocketLambdaAuthorizerProps { IdentitySource = [] });
    }

    public WebSocketLambdaAuthorizer Authorizer { get; }
}
