using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;
using Chat.SignalR.Slices;

namespace Chat.Functions.Messages;

/// <summary>Everything we read and write as JSON, generated at compile time: no reflection at start, none under Native AOT.</summary>
[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(APIGatewayProxyResponse))]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerRequest))]
[JsonSerializable(typeof(APIGatewayCustomAuthorizerResponse))]
[JsonSerializable(typeof(ErrorFrame))]
[JsonSerializable(typeof(Slice))]
internal sealed partial class ChatJson : JsonSerializerContext;
