using System.Text.Json.Serialization;

namespace Chat.SignalR.Slices;

/// <summary>
/// The event of an invocation that posts one slice of a call: a part of an audience by its keys, or the connections that an earlier one did not reach.
/// Under 256 KB, whatever it is.
/// </summary>
public sealed record Slice
{
    /// <summary>The API's domain.</summary>
    [JsonPropertyName("domainName")]
    public required string DomainName { get; init; }

    /// <summary>The API's stage.</summary>
    [JsonPropertyName("stage")]
    public required string Stage { get; init; }

    /// <summary>The partition of the members' table; null when <see cref="Only"/> says who.</summary>
    [JsonPropertyName("audience")]
    public string? Audience { get; init; }

    /// <summary>Members behind this one; null: from the first.</summary>
    [JsonPropertyName("after")]
    public string? After { get; init; }

    /// <summary>And up to this one; null: to the last.</summary>
    [JsonPropertyName("through")]
    public string? Through { get; init; }

    /// <summary>Members who don't get it.</summary>
    [JsonPropertyName("except")]
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Those whom an earlier invocation did not reach: nobody else hears it again.</summary>
    [JsonPropertyName("only")]
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>What is posted, the hub protocol's frame. As JSON in base 64, for texts in texts may double.</summary>
    [JsonPropertyName("frame")]
    public required ReadOnlyMemory<byte> Frame { get; init; }

    /// <summary>This slice's part of <see cref="FanOutOptions.PostsPerSecond"/>.</summary>
    [JsonPropertyName("postsPerSecond")]
    public int PostsPerSecond { get; init; }
}

/// <summary>Writes events; their readers have serializers of their own.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Slice))]
internal sealed partial class SliceJson : JsonSerializerContext;
