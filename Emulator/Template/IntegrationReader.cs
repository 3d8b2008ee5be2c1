namespace Chat.Emulator.Template;

/// <summary>Reads <c>AWS::ApiGatewayV2::Integration</c> of a WebSocket API.</summary>
internal sealed class IntegrationReader(InvocationUri uris)
{
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
    private const int MinTimeoutMilliseconds = 50;
    private const int MaxTimeoutMilliseconds = 29_000;

    public RouteIntegration Read(Resource resource)
    {
        var properties = resource.Properties;
        var type = properties.Text("IntegrationType");
        if (type != "AWS_PROXY")
        {
            throw properties.At.Into("IntegrationType").Error($"the emulator runs AWS_PROXY integrations (Lambda functions) and doesn't run {type}.");
        }

        properties.OneOf("IntegrationMethod", "POST", "POST");
        properties.OneOf("ContentHandlingStrategy", "CONVERT_TO_TEXT", "CONVERT_TO_TEXT");
        return new RouteIntegration.LambdaProxy(uris.FunctionName(properties.Text("IntegrationUri"), properties.At.Into("IntegrationUri")))
        {
            CredentialsArn = resource.Properties.OptionalText("CredentialsArn"),
            Timeout = TimeSpan.FromMilliseconds(
                properties.Integer("TimeoutInMillis", MaxTimeoutMilliseconds, MinTimeoutMilliseconds, MaxTimeoutMilliseconds)),
        };
    }
}
