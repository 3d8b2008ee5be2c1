using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Replay.Comparison;

/// <summary>What <c>replay --json</c> writes.</summary>
internal sealed record DifferencesView(
    bool Same, string File, string Stack, int Connections, int Frames, int Deliveries, int SameDeliveries, int LeftOut,
    int AlreadyOpen, IReadOnlyList<long> NotSent, IReadOnlyList<long> NotHeard, IReadOnlyCollection<string> Unknown, IReadOnlyList<DifferenceView> Differences)
{
    public static DifferencesView Of(string file, string stack, RecordedFrames recorded, SessionDifferences result) => new(
        result.IsSame, file, stack, recorded.Connects.Count, recorded.Session.Lines.Count(line => line is SessionLine.FrameIn) - result.NotSent.Count + result.NotHeard.Count,
        result.Deliveries, result.Same, result.LeftOut, recorded.Session.Header.AlreadyOpen, [.. result.NotSent.Except(result.NotHeard).Select(sent => sent.N)],
        [.. result.NotHeard.Select(sent => sent.N)], result.Unknown,
        [.. DifferenceText.Grouped(result.Differences).Select(DifferenceView.Of)]);
}

/// <param name="Kind">Such as <c>changed</c>.</param>
/// <param name="After">The <c>n</c> of what it comes of.</param>
internal sealed record DifferenceView(
    string Kind, IReadOnlyList<int> Connections, long? After, string? AfterText, string? Expected, string? Got, IReadOnlyList<string>? Where)
{
    public static DifferenceView Of(IReadOnlyList<Difference> group) => new(
        JsonNamingPolicy.CamelCase.ConvertName(group[0].Kind.ToString()),
        [.. group.Select(difference => difference.Connection).Distinct().Order()],
        group[0].After?.N,
        (group[0].After as SessionLine.FrameIn)?.Text,
        group[0].Expected,
        group[0].Got,
        group[0].Where.Count == 0 ? null : group[0].Where);
}

/// <summary>Why nothing was compared.</summary>
internal sealed record NotReplayed(string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DifferencesView))]
[JsonSerializable(typeof(NotReplayed))]
internal sealed partial class DifferencesJson : JsonSerializerContext
{
    private static readonly Lazy<DifferencesJson> AsWritten = new(Write);

    public static DifferencesJson Readable => AsWritten.Value;

    private static DifferencesJson Write() => new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
