using System.Text;
using System.Text.Json.Nodes;
using Amazon.ApiGatewayManagementApi;
using Amazon.ApiGatewayManagementApi.Model;
using Chat.Emulator.Tests.Lambda;

namespace Chat.Emulator.Tests.Host.Tls;

/// <summary>A .NET function, as a program of its own: posts to where the event comes from, with AWS's SDK.</summary>
internal static class TutorialFunction
{
    public const string Text = "from dotnet";

    /// <summary>Runs until the emulator ends it.</summary>
    /// <param name="api"><c>AWS_LAMBDA_RUNTIME_API</c></param>
    public static async Task RunAsync(string api)
    {
        using var runtime = new RuntimeClient(api);
        while (true)
        {
            var next = await runtime.NextAsync();
            var context = JsonNode.Parse(next.Payload)!["requestContext"]!;
            try
            {
                using var client = new AmazonApiGatewayManagementApiClient(
                    new AmazonApiGatewayManagementApiConfig { ServiceURL = $"https://{context["domainName"]}/{context["stage"]}" });
                await client.PostToConnectionAsync(new PostToConnectionRequest
                {
                    ConnectionId = (string)context["connectionId"]!,
                    Data = new MemoryStream(Encoding.UTF8.GetBytes(Text)),
                });
                await runtime.RespondAsync(next.RequestId, """{"statusCode":200}""");
            }
            catch (Exception e)
            {
                await Console.Error.WriteLineAsync(e.ToString());
                await runtime.FailAsync(next.RequestId, "{}", e.GetType().Name);
            }
        }
    }
}
