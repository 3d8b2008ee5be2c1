namespace Amazon.Lambda.Serialization.SystemTextJson;

#pragma warning disable CA1032 // No parameterless constructor in the official package either.
/// <summary>The event is not what the handler takes, or its result cannot be written; the type's name reaches the invoker.</summary>
public class JsonSerializerException(string message, Exception exception) : Exception(message, exception);
#pragma warning restore CA1032
