using System.Net;
using Amazon.Runtime;

namespace Amazon.ApiGatewayManagementApi;

#pragma warning disable CA1032 // Only the constructor that answers are turned into.
/// <summary>An answer of the service that is no success.</summary>
public class AmazonApiGatewayManagementApiException(
    string message, Exception? innerException, ErrorType errorType, string? errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
#pragma warning restore CA1032
