using System.Net;
using System.Text.Json;

namespace Chat.Functions.Broadcasting;

/// <summary>
/// What an answer other than 200 means:
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
/// </summary>
internal static class RefusedPost
{
    // An error is a line; a proxy's page is cut.
    private const int MaxBody = 4096;

    public static async ValueTask<SendOutcome> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        switch (response.StatusCode)
        {
            case HttpStatusCode.Gone:
                return SendOutcome.Gone.Instance;
            case HttpStatusCode.TooManyRequests:
                return new SendOutcome.Throttled($"{status} {ErrorType(response)}".TrimEnd());
            case >= HttpStatusCode.InternalServerError:
                return new SendOutcome.Unavailable($"{status} {ErrorType(response)}".TrimEnd());
        }

        var message = Message(await ReadBodyAsync(response, cancellationToken));

        // "Invalid connectionId: ghost", of a row put in by hand: an id that API Gateway never gave to anybody, and never will.
        return response.StatusCode == HttpStatusCode.BadRequest && message.StartsWith("Invalid connectionId", StringComparison.Ordinal)
            ? SendOutcome.Gone.Instance
            : new SendOutcome.Refused($"{status} {ErrorType(response)}: {message}");
    }

    // "ForbiddenException", or with a link behind it: "ForbiddenException:http://…".
    private static string ErrorType(HttpResponseMessage response) =>
        response.Headers.TryGetValues("x-amzn-ErrorType", out var values) ? values.First().Split(':')[0] : "";

    private static async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = new byte[MaxBody];
        return body.AsMemory(0, await content.ReadAtLeastAsync(body, MaxBody, throwOnEndOfStream: false, cancellationToken));
    }

    // {"message": "Forbidden"}, of some services {"Message": …}.
    private static string Message(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && (json.RootElement.TryGetProperty("message", out var message) || json.RootElement.TryGetProperty("Message", out message))
                && message.ValueKind == JsonValueKind.String
                    ? message.GetString()!
                    : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
