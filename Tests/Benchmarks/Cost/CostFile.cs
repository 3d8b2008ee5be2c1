using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Chat.Benchmarks.Cost;

/// <summary>A file of figures that somebody looked up, as JSON.</summary>
internal static class CostFile
{
    /// <summary>One that came with the program.</summary>
    public static T OfProgram<T>(string name, JsonTypeInfo<T> type)
    {
        using var stream = typeof(CostFile).Assembly.GetManifestResourceStream(name)!;
        return Read(stream, name, type);
    }

    /// <exception cref="InvalidDataException">A figure is missing, or it is no such file.</exception>
    public static T Read<T>(Stream stream, string name, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(stream, type) ?? throw new InvalidDataException($"{name} has nothing in it.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name} can't be read: {e.Message}", e);
        }
    }
}
