using System.Net;
using Amazon.Runtime;

namespace Amazon.ApiGatewayManagementApi.Model;

#pragma warning disable CA1032 // Only the constructor that answers are turned into.
/// <summary>403, the caller may not do this.</summary>
public class ForbiddenException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonApiGatewayManagementApiException(message, innerException, errorType, errorCode, requestId, statusCode);
#pragma warning restore CA1032
