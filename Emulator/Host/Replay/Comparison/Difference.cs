using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Replay.Comparison;

/// <summary>Something that a client hears differently from the recording.</summary>
/// <param name="After">What it comes of, a line of the recording: a connect, an in or a close. Null: that isn't known.</param>
/// <param name="Expected">What was recorded. Null: nothing.</param>
/// <param name="Got">What came in the replay. Null: nothing.</param>
/// <param name="Where">The places in JSON, with both values.</param>
internal sealed record Difference(
    DifferenceKind Kind, int Connection, SessionLine? After, string? Expected, string? Got, IReadOnlyList<string> Where);

/// <summary>How they differ.</summary>
internal enum DifferenceKind
{
    /// <summary>Another text.</summary>
    Changed,

    Missing,

    Extra,

    /// <summary>The same, but later or sooner than others of the same message.</summary>
    Order,

    Handshake,

    Close,
}

/// <summary>What came of a comparison.</summary>
/// <param name="Deliveries">How many the recording has.</param>
/// <param name="Same">How many of them came as they were recorded.</param>
/// <param name="LeftOut">How many of them could not come, since their connection wasn't open or what they come of wasn't sent: they aren't listed.</param>
/// <param name="NotSent">Frames that nothing can come of: they couldn't be sent, or the gateway didn't hear them.</param>
internal sealed record SessionDifferences(
    IReadOnlyList<Difference> Differences, int Deliveries, int Same, int LeftOut, IReadOnlyList<SessionLine.FrameIn> NotSent)
{
    /// <summary>Those of <see cref="NotSent"/> that were sent.</summary>
    public IReadOnlyList<SessionLine.FrameIn> NotHeard { get; init; } = [];

    /// <summary>The placeholders that were sent as they are.</summary>
    public IReadOnlyCollection<string> Unknown { get; init; } = [];

    public bool IsSame => Differences.Count == 0 && NotSent.Count == 0;
}
