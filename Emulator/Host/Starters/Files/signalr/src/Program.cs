using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Chat.SignalR;

var hub = LambdaHub.Create<ChatHub>(new LambdaHubOptions
{
    Name = "chat",
    ConnectionsTable = Environment.GetEnvironmentVariable("CONNECTIONS_TABLE")!,
    MembersTable = Environment.GetEnvironmentVariable("MEMBERS_TABLE")!,
});
using var bootstrap = LambdaBootstrapBuilder
    .Create<APIGatewayProxyRequest, APIGatewayProxyResponse>(hub.HandleAsync, new DefaultLambdaJsonSerializer())
    .Build();
await bootstrap.RunAsync();
