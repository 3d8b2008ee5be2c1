using System.Text.Json;
using Chat.Emulator.Host.Replay;
using Chat.Emulator.Host.Replay.Comparison;

namespace Chat.Emulator.Host.Terminal;

/// <summary>Where a replay tells what came of it.</summary>
internal sealed class ReplayOutput(TextWriter output, TextWriter errors, bool isJson)
{
    public async Task<int> FailAsync(string message, int exitCode)
    {
        await errors.WriteLineAsync(message);
        if (isJson)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new NotReplayed(message), DifferencesJson.Readable.NotReplayed));
        }

        return exitCode;
    }

    public async Task WriteAsync(string path, string stack, RecordedFrames recorded, SessionDifferences result)
    {
        var view = DifferencesView.Of(path, stack, recorded, result);
        if (isJson)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(view, DifferencesJson.Readable.DifferencesView));
            return;
        }

        await output.WriteAsync(DifferenceText.Of(result));
        if (recorded.Session.Header.AlreadyOpen is > 0 and var open)
        {
            await output.WriteLineAsync($"When {path} was begun, {Counted(open, "connection was", "connections were")} open already: nothing of theirs is in it.");
        }

        var same = result.IsSame ? "No difference" : Counted(Math.Max(1, view.Differences.Count), "difference", "differences");
        await output.WriteLineAsync(
            $"{same}: {Counted(view.Connections, "connection", "connections")}, {Counted(view.Frames, "frame", "frames")} sent, {view.SameDeliveries} of "
            + $"{Counted(view.Deliveries, "delivery", "deliveries")} as recorded.");
    }

    private static string Counted(int count, string one, string several) => $"{count} {(count == 1 ? one : several)}";
}
