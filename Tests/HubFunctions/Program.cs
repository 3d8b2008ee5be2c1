using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Chat.HubFunctions;
using Chat.SignalR;

var hub = LambdaHub.Create<SampleHub>(new LambdaHubOptions
{
    Name = "sample",
    ConnectionsTable = Environment.GetEnvironmentVariable("CONNECTIONS_TABLE")!,
    MembersTable = Environment.GetEnvironmentVariable("MEMBERS_TABLE")!,
    Json = SampleJson.Default,
    UserIdentifier = (connect, _) => connect.QueryStringParameters?.TryGetValue("user", out var user) == true ? user : null,
});
using var bootstrap = LambdaBootstrapBuilder
    .Create<APIGatewayProxyRequest, APIGatewayProxyResponse>(hub.HandleAsync, new SourceGeneratorLambdaJsonSerializer<EventJson>())
    .Build();
await bootstrap.RunAsync();

[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(APIGatewayProxyResponse))]
internal sealed partial class EventJson : JsonSerializerContext;

[JsonSerializable(typeof(Note))]
[JsonSerializable(typeof(List<Note>))]
[JsonSerializable(typeof(Dictionary<string, int>))]
internal sealed partial class SampleJson : JsonSerializerContext;
