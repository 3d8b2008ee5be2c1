using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>Reads events and writes results through a source-generated context.</summary>
public class SourceGeneratorLambdaJsonSerializer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSGContext>
    : ILambdaSerializer
    where TSGContext : JsonSerializerContext
{
    private readonly TSGContext _context;

    public SourceGeneratorLambdaJsonSerializer()
    {
        // The context must be made with Lambda's options: events are camelCase, the event types PascalCase without attributes.
        var options = new JsonSerializerOptions
        {
            PropertyNameCaseInsensitive = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        _context = (TSGContext)Activator.CreateInstance(typeof(TSGContext), options)!;
    }

    public T Deserialize<T>(Stream requestStream)
    {
        try
        {
            // The runtime client hands over a buffer it owns: read in place.
            return requestStream is MemoryStream memory && memory.TryGetBuffer(out var bytes)
                ? JsonSerializer.Deserialize(bytes.AsSpan(), TypeInfo<T>())!
                : JsonSerializer.Deserialize(requestStream, TypeInfo<T>())!;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new JsonSerializerException($"The event is not a {typeof(T).FullName}: {e.Message}", e);
        }
    }

    public void Serialize<T>(T response, Stream responseStream)
    {
        try
        {
            JsonSerializer.Serialize(responseStream, response, TypeInfo<T>());
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new JsonSerializerException($"The result, a {typeof(T).FullName}, cannot be written as JSON: {e.Message}", e);
        }
    }

    private JsonTypeInfo<T> TypeInfo<T>() => _context.GetTypeInfo(typeof(T)) as JsonTypeInfo<T>
        ?? throw new NotSupportedException($"{typeof(TSGContext).FullName} has no [JsonSerializable] for {typeof(T).FullName}");
}
