using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chat.Emulator.Recording;

/// <summary>A line of a recorded session, an object of JSON: docs/replay.md describes them. A closed set.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(Header), Header.Type)]
[JsonDerivedType(typeof(Connect), "connect")]
[JsonDerivedType(typeof(Open), "open")]
[JsonDerivedType(typeof(Refuse), "refuse")]
[JsonDerivedType(typeof(FrameIn), "in")]
[JsonDerivedType(typeof(FrameOut), "out")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Close), "close")]
[JsonDerivedType(typeof(Gap), "missed")]
[JsonDerivedType(typeof(End), "end")]
internal abstract record SessionLine
{
    /// <summary>Counts what happened, from 1. 0: the line tells of the recording itself.</summary>
    [JsonPropertyOrder(-2)]
    public long N { get; init; }

    /// <summary>Milliseconds since the recording began.</summary>
    [JsonPropertyOrder(-1)]
    public double AtMs { get; init; }

    /// <summary>The first line.</summary>
    /// <param name="Stack">The name of the template's file or of the cloud assembly's folder.</param>
    /// <param name="AlreadyOpen">Connections that were open when the recording began: nothing of theirs is in it.</param>
    public sealed record Header(int Version, DateTimeOffset RecordedAt, string Emulator, string Stack, int AlreadyOpen = 0) : SessionLine
    {
        public const string Type = "session";
    }

    /// <param name="Connection">Counts connections, from 1.</param>
    /// <param name="Api">The ID of its API, should several have a stage of that name.</param>
    public sealed record Connect(
        int Connection, string ConnectionId, string RequestId, string Api, string Stage, string Query, IReadOnlyDictionary<string, string> Headers) : SessionLine;

    public sealed record Open(int Connection, string? Subprotocol = null) : SessionLine;

    public sealed record Refuse(int Connection, int Status, string? ErrorType = null) : SessionLine;

    public sealed record FrameIn(int Connection, string RequestId, string Text) : SessionLine;

    /// <param name="Of">The <see cref="N"/> of what it comes of: a connect, an in or a close. Null: that isn't known. 0: nothing that is recorded.</param>
    public sealed record FrameOut(int Connection, string Text, long? Of = null) : SessionLine;

    /// <param name="Of">The in, or the close, whose integration is through.</param>
    public sealed record Done(long Of) : SessionLine;

    /// <param name="By">One of <see cref="Enders"/>.</param>
    public sealed record Close(int Connection, string By, int Code, string Reason) : SessionLine;

    /// <summary>So many events went by too quickly to be written.</summary>
    public sealed record Gap(long Events) : SessionLine;

    /// <summary>The last line. Without it the recording was cut off.</summary>
    public sealed record End(long Events = 0, long Missed = 0) : SessionLine;
}

/// <summary>Who ended a connection.</summary>
internal static class Enders
{
    public const string Client = "client";

    public const string Gateway = "gateway";

    public const string Network = "network";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(SessionLine))]
internal sealed partial class SessionJson : JsonSerializerContext
{
    private static readonly Lazy<SessionJson> AsWritten = new(Write);

    /// <summary>As people read it: quotes and the letters of their language as they are; and no property that says nothing.</summary>
    public static SessionJson Readable => AsWritten.Value;

    private static SessionJson Write() => new(new JsonSerializerOptions(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    });
}
