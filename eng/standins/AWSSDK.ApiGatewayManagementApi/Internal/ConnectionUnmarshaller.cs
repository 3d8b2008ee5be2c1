using System.Net;
using Amazon.ApiGatewayManagementApi.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.ApiGatewayManagementApi.Internal;

/// <summary>Answers that are no success, told apart by the header <c>x-amzn-ErrorType</c>: the body of a 410 is empty.</summary>
internal abstract class ConnectionUnmarshaller : JsonResponseUnmarshaller
{
    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        return error.Code switch
        {
            nameof(GoneException) => new GoneException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
            nameof(ForbiddenException) => new ForbiddenException(
                error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
            nameof(LimitExceededException) => new LimitExceededException(
                error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
            nameof(PayloadTooLargeException) => new PayloadTooLargeException(
                error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
            _ => new AmazonApiGatewayManagementApiException(
                error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode),
        };
    }
}
