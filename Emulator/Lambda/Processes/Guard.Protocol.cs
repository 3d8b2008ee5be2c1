using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Chat.Emulator.Lambda.Processes;

/// <content>The lines of JSON to and from the guard.</content>
internal sealed partial class Guard
{
    private const int MaxComplaints = 20;

    private async Task WriteAsync()
    {
        await using var input = _launcher.StandardInput.BaseStream;
        try
        {
            await foreach (var request in _requests.Reader.ReadAllAsync())
            {
                await JsonSerializer.SerializeAsync(input, request, GuardJson.Default.GuardRequest);
                input.WriteByte((byte)'\n');
                await input.FlushAsync();
            }
        }
        catch (IOException)
        {
            // The guard is gone. The reading side learns of it too and cleans up.
        }
    }

    private async Task ReadAsync()
    {
        var reader = PipeReader.Create(_launcher.StandardOutput.BaseStream);
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync();
                var buffer = result.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } newline)
                {
                    var line = buffer.Slice(0, newline);
                    buffer = buffer.Slice(buffer.GetPosition(1, newline));
                    var json = new Utf8JsonReader(line);
                    Take(JsonSerializer.Deserialize(ref json, GuardJson.Default.GuardReport)!);
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or JsonException)
        {
            LogGuardUnreadable(e);
        }

        await reader.CompleteAsync();
        if (Volatile.Read(ref _disposing))
        {
            Lose("The emulator has ended its children.");
            return;
        }

        var reason = $"The guard of child processes ended unexpectedly. {await _complaints}".TrimEnd();
        if (_ready.Task.IsCompletedSuccessfully)
        {
            // Before that, whoever waits for it gets the reason.
            LogGuardLost(_guardId, reason);
        }

        Lose(reason);
    }

    /// <summary>The last that Node.js had to say on standard error, such as why it could not run the script.</summary>
    private async Task<string> ReadComplaintsAsync()
    {
        var last = new Queue<string>();
        while (await _launcher.StandardError.ReadLineAsync() is { } line)
        {
            if (last.Count == MaxComplaints)
            {
                last.Dequeue();
            }

            last.Enqueue(line);
        }

        return string.Join(Environment.NewLine, last);
    }

    private void Take(GuardReport report)
    {
        if (report.Is == "ready")
        {
            _ready.TrySetResult(report);
            return;
        }

        if (!_children.TryGetValue(report.Id, out var child))
        {
            return;
        }

        switch (report.Is)
        {
            case "started":
                child.OnStarted(report.Pid);
                break;
            case "out":
                Relay(child, report);
                break;
            case "flushed":
                child.OnFlushed();
                break;
            case "failed":
                _children.TryRemove(report.Id, out _);
                child.OnFailed(report.Message);
                break;
            case "exit":
                _children.TryRemove(report.Id, out _);
                child.OnExit(report.Code, report.Signal);
                break;
        }
    }

    private void Relay(GuardedProcess child, GuardReport report)
    {
        try
        {
            child.OnOutput(report.Line, report.Err);
        }
        catch (Exception e)
        {
            // One listener's bug must not end every child.
            LogOutputNotTaken(e, child.Name);
        }
    }
}
