using System.Collections.Immutable;
using Chat.Emulator.Gateway;
using Chat.Emulator.Host.Replay.Comparison;
using Chat.Emulator.Recording;

namespace Chat.Emulator.Host.Replay;

/// <summary>Runs a recorded session against a cloud that has just been started.</summary>
internal static class SessionReplay
{
    /// <summary>Why it can't be run on these stages. Null: it can.</summary>
    public static string? WhyNot(Session session, ImmutableArray<RunningStage> stages)
    {
        var names = stages.Where(stage => stage.Stage.IsDeployed).Select(stage => stage.Stage.Name).ToHashSet(StringComparer.Ordinal);
        return session.Lines.OfType<SessionLine.Connect>().Select(connect => connect.Stage).FirstOrDefault(stage => !names.Contains(stage)) is { } missing
            ? $"the session was recorded on the stage '{missing}', and the stack's are: {string.Join(", ", names.Order(StringComparer.Ordinal))}."
            : null;
    }

    public static async Task<SessionDifferences> RunAsync(
        LocalCloud cloud, RecordedFrames recorded, ReplaySettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var comparer = new FrameComparer(
            new Correspondence(), new SessionClocks(recorded.Session.BegunAt, recorded.Session.Duration, time), settings.Ignored);
        var played = new PlayedSession(recorded, comparer, time);
        cloud.Sessions.Add(played);
        try
        {
            await using var player = new Player(recorded, played, settings.Of(cloud.Stages), time);
            await player.RunAsync(cancellationToken);

            // Before the clients leave: that is no part of it any more.
            played.End();
            return new SessionComparison(recorded, played, comparer, player.NotSent).Run() with { NotHeard = player.NotHeard, Unknown = player.Unknown };
        }
        finally
        {
            cloud.Sessions.Remove(played);
        }
    }
}

/// <summary>What a person says of a replay.</summary>
/// <param name="Speed">How many times as fast as it was recorded. Null: as fast as it goes.</param>
/// <param name="Wait">How long is waited for what may or may not come.</param>
internal sealed record ReplaySettings(double? Speed, TimeSpan Wait, ImmutableDictionary<string, string> Secrets, IgnoredParts Ignored)
{
    public static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(5);

    public static ReplaySettings Default { get; } = new(null, DefaultWait, ImmutableDictionary<string, string>.Empty, IgnoredParts.None);

    internal PlayerSettings Of(ImmutableArray<RunningStage> stages) => new(
        connect => stages.Where(stage => stage.Stage.IsDeployed && stage.Stage.Name == connect.Stage)
            .OrderByDescending(stage => stage.Api.ApiId == connect.Api).First().WebSocketUrl,
        Speed, Wait, Secrets);
}
