using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>Reads <c>AWS::ApiGatewayV2::Integration</c> of a WebSocket API.</summary>
internal sealed class IntegrationReader(ImmutableArray<Function> functions)
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
        return new RouteIntegration.LambdaProxy(Function(properties.Text("IntegrationUri"), properties.At.Into("IntegrationUri")))
        {
            CredentialsArn = resource.Properties.OptionalText("CredentialsArn"),
            Timeout = TimeSpan.FromMilliseconds(
                properties.Integer("TimeoutInMillis", MaxTimeoutMilliseconds, MinTimeoutMilliseconds, MaxTimeoutMilliseconds)),
        };
    }

    // arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function's ARN}/invocations
    private string Function(string uri, Location at)
    {
        const string Before = ":lambda:path/2015-03-31/functions/";
        const string After = "/invocations";
        if (uri.Contains("${stageVariables.", StringComparison.Ordinal))
        {
            throw at.Error($"stage variables in an integration's URI aren't resolved here: '{uri}'. Name the function itself.");
        }

        if (uri.IndexOf(Before, StringComparison.Ordinal) is not (> 0 and var start) || !uri.EndsWith(After, StringComparison.Ordinal)
            || uri.Length <= start + Before.Length + After.Length)
        {
            throw at.Error($"must be arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations, and is '{uri}'.");
        }

        var name = FunctionName.Parse(uri[(start + Before.Length)..^After.Length]).Name;
        return functions.Any(function => function.Name == name)
            ? name
            : throw at.Error($"the function '{name}' isn't among those that the emulator runs from this assembly.");
    }
}
