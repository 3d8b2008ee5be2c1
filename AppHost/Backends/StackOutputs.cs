using System.Text.Json;

namespace Chat.AppHost.Backends;

/// <summary>
/// What a deployment said of itself: the file that <c>cdk deploy --outputs-file</c> writes, <c>{"Chat":{"WebSocketUrl":"wss://…"}}</c>. It is
/// read instead of asking CloudFormation: it needs no credentials, and the deployment that it names is the one that was made here.
/// </summary>
internal static class StackOutputs
{
    /// <summary>Names another file than <c>Infra/cdk-outputs.json</c>.</summary>
    public const string FileSetting = "Chat:Outputs";

    public const string StackName = "Chat";
    public const string WebSocketUrlOutput = "WebSocketUrl";

    /// <summary>The URL, or what to tell a person.</summary>
    public static (Uri? Url, string? Problem) WebSocketUrl(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty(StackName, out var stack) && stack.ValueKind == JsonValueKind.Object
                && stack.TryGetProperty(WebSocketUrlOutput, out var output) && output.ValueKind == JsonValueKind.String
                && Uri.TryCreate(output.GetString(), UriKind.Absolute, out var url) && url.Scheme is ("ws" or "wss")
                ? (url, null)
                : (null, $"{file} has no {StackName}.{WebSocketUrlOutput} with a ws or wss URL. {HowTo}");
        }
        catch (JsonException e)
        {
            return (null, $"{file} is no JSON: {e.Message} {HowTo}");
        }
        catch (IOException)
        {
            return (null, $"There is no {file}, which says where the deployed stack is. {HowTo}");
        }
    }

    /// <summary>
    /// The address at which this machine reaches an API in LocalStack. Its stacks' outputs are AWS's, with LocalStack's domain in place of
    /// <c>amazonaws.com</c>, and without its port: <c>wss://abc.execute-api.us-east-1.localhost.localstack.cloud/demo</c>.
    /// </summary>
    public static Uri InLocalStack(Uri output, int port) =>
        new($"ws://{output.Host.Split('.')[0]}.execute-api.localhost.localstack.cloud:{port}{output.AbsolutePath}");

    private const string HowTo = "Deploy it, in Infra/: npx aws-cdk@2 deploy --outputs-file cdk-outputs.json";
}
