using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>Reads events and writes results by reflection: for functions that are neither trimmed nor native.</summary>
[RequiresUnreferencedCode("Use SourceGeneratorLambdaJsonSerializer in trimmed functions.")]
[RequiresDynamicCode("Use SourceGeneratorLambdaJsonSerializer in native functions.")]
public class DefaultLambdaJsonSerializer : ILambdaSerializer
{
    public DefaultLambdaJsonSerializer()
        : this(null)
    {
    }

    public DefaultLambdaJsonSerializer(Action<JsonSerializerOptions>? customizer)
    {
        SerializerOptions = new JsonSerializerOptions
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            PropertyNameCaseInsensitive = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        customizer?.Invoke(SerializerOptions);
    }

    protected JsonSerializerOptions SerializerOptions { get; }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Whoever makes the serializer is told.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Whoever makes the serializer is told.")]
    public T Deserialize<T>(Stream requestStream)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(requestStream, SerializerOptions)!;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new JsonSerializerException($"The event is not a {typeof(T).FullName}: {e.Message}", e);
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Whoever makes the serializer is told.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Whoever makes the serializer is told.")]
    public void Serialize<T>(T response, Stream responseStream)
    {
        try
        {
            JsonSerializer.Serialize(responseStream, response, SerializerOptions);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new JsonSerializerException($"The result, a {typeof(T).FullName}, cannot be written as JSON: {e.Message}", e);
        }
    }
}

/// <summary>The same, with names in camelCase.</summary>
[RequiresUnreferencedCode("Use SourceGeneratorLambdaJsonSerializer in trimmed functions.")]
[RequiresDynamicCode("Use SourceGeneratorLambdaJsonSerializer in native functions.")]
public class CamelCaseLambdaJsonSerializer() : DefaultLambdaJsonSerializer(options => options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase);
