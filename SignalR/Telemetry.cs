using System.Diagnostics;

namespace Chat.SignalR;

/// <summary>Spans of the calls to the tables: of the source <see cref="SourceName"/>, and free while nobody listens.</summary>
public static class Telemetry
{
    /// <summary>The source's name, for <c>AddSource</c>.</summary>
    public const string SourceName = "Chat.SignalR";

    private static readonly ActivitySource Source = new(SourceName);

    internal static async Task<T> TableAsync<T>(string operation, string table, Func<Task<T>> call)
    {
        // https://opentelemetry.io/docs/specs/semconv/database/dynamodb/
        using var span = (Source.HasListeners() ? Source.StartActivity($"DynamoDB.{operation}", ActivityKind.Client) : null)
            ?.SetTag("db.system.name", "aws.dynamodb").SetTag("db.operation.name", operation).SetTag("db.collection.name", table);
        try
        {
            return await call();
        }
        catch (Exception e) when (Fails(span, e))
        {
            throw;
        }
    }

    // Marks the span, and catches nothing. A condition that doesn't hold is an answer.
    private static bool Fails(Activity? span, Exception e)
    {
        if (e is not Amazon.DynamoDBv2.Model.ConditionalCheckFailedException)
        {
            span?.SetTag("error.type", e.GetType().FullName).SetStatus(ActivityStatusCode.Error, e.Message);
        }

        return false;
    }
}
