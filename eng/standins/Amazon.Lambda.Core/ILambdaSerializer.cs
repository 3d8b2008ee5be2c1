namespace Amazon.Lambda.Core;

/// <summary>Turns the event's bytes into a value, and the handler's result into bytes.</summary>
public interface ILambdaSerializer
{
    T Deserialize<T>(Stream requestStream);

    void Serialize<T>(T response, Stream responseStream);
}
