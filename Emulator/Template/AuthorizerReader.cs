namespace Chat.Emulator.Template;

/// <summary>Reads <c>AWS::ApiGatewayV2::Authorizer</c> of a WebSocket API.</summary>
internal sealed class AuthorizerReader(InvocationUri uris)
{
    public const string AuthorizerType = "AWS::ApiGatewayV2::Authorizer";

    public Authorizer Read(Resource resource)
    {
        var properties = resource.Properties;
        properties.OneOf("AuthorizerType", null, "REQUEST");
        var at = properties.At.Into("IdentitySource");
        var function = InvocationUri.FunctionName(properties.Text("AuthorizerUri"), properties.At.Into("AuthorizerUri"));
        if (!uris.Runs(function))
        {
            resource.Notes.Add(properties.At.Into("AuthorizerUri").Message(
                $"the function {function} isn't one that runs here, so every handshake that asks this authorizer fails with 500."));
        }

        return new Authorizer(
            properties.Text("Name"),
            function,
            [.. properties.Texts("IdentitySource").Select((text, index) => Source(text, at.At(index)))])
        {
            Id = resource.Ref,
            CredentialsArn = properties.OptionalText("AuthorizerCredentialsArn"),
        };
    }

    private static IdentitySource Source(string text, Location at) => IdentitySource.TryParse(text)
        ?? throw at.Error(
            "must be route.request.header.NAME, route.request.querystring.NAME, context.NAME or stageVariables.NAME "
            + $"(the spellings with $ belong to HTTP APIs), not '{text}'.");
}
