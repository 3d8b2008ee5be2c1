using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>A route's <c>AuthorizationType</c>: a closed set, a case per type.</summary>
public abstract record RouteAuthorization
{
    private RouteAuthorization()
    {
    }

    /// <summary><c>CUSTOM</c>: a Lambda function decides.</summary>
    public sealed record Lambda(Authorizer Authorizer) : RouteAuthorization;

    /// <summary><c>AWS_IAM</c>: the client signs, and its policies decide.</summary>
    public sealed record Iam : RouteAuthorization;
}

/// <summary>An <c>AWS::ApiGatewayV2::Authorizer</c> of type <c>REQUEST</c>.</summary>
/// <param name="IdentitySources">What a handshake must have for the function to be asked at all.</param>
public sealed record Authorizer(string Name, string FunctionName, ImmutableArray<IdentitySource> IdentitySources)
{
    /// <summary>As in the ARN that the function's permission names: <c>{apiId}/authorizers/{id}</c>.</summary>
    public string Id { get; init; } = "";

    /// <summary>The role that the gateway asks it as. Null: as itself.</summary>
    public string? CredentialsArn { get; init; }
}

/// <summary>A part of the handshake, such as <c>route.request.querystring.token</c>.</summary>
public readonly record struct IdentitySource(IdentitySourceKind Kind, string Name)
{
    /// <summary>Null when the text is no identity source of a WebSocket API.</summary>
    public static IdentitySource? TryParse(string text)
    {
        foreach (var (prefix, kind) in new[]
        {
            ("route.request.header.", IdentitySourceKind.Header),
            ("route.request.querystring.", IdentitySourceKind.QueryString),
            ("context.", IdentitySourceKind.Context),
            ("stageVariables.", IdentitySourceKind.StageVariable),
        })
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal) && text.Length > prefix.Length)
            {
                return new IdentitySource(kind, text[prefix.Length..]);
            }
        }

        return null;
    }
}

/// <summary>Where an identity source looks.</summary>
public enum IdentitySourceKind
{
    Header,
    QueryString,
    Context,
    StageVariable,
}
