using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;

namespace Chat.Emulator.Lambda.Processes;

/// <summary>The lines of JSON to and from a guard process.</summary>
internal sealed class GuardPipe(Process launcher)
{
    private const int MaxComplaints = 20;

    // Unbounded, for those who send must not wait; at most three requests per child are ever under way.
    private readonly Channel<GuardRequest> _requests = Channel.CreateUnbounded<GuardRequest>(new() { SingleReader = true });

    /// <summary>Never waits. When the guard is gone, so are the children, and nothing is left to be sent.</summary>
    public void Send(GuardRequest request) => _requests.Writer.TryWrite(request);

    /// <summary>Nothing more is sent: the guard ends its children, and itself.</summary>
    public void Close() => _requests.Writer.TryComplete();

    /// <summary>Sends what is to be sent, until <see cref="Close"/>, or until the guard is gone.</summary>
    public async Task WriteAsync()
    {
        await using var input = launcher.StandardInput.BaseStream;
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

    /// <summary>Returns when the guard is gone.</summary>
    /// <exception cref="JsonException">What it says is no report.</exception>
    /// <exception cref="IOException">It can't be heard any more.</exception>
    public async Task ReadAsync(Action<GuardReport> take)
    {
        var reader = PipeReader.Create(launcher.StandardOutput.BaseStream);
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
                    take(JsonSerializer.Deserialize(ref json, GuardJson.Default.GuardReport)!);
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    /// <summary>The last that Node.js had to say on standard error, such as why it could not run the script.</summary>
    public async Task<string> ReadComplaintsAsync()
    {
        var last = new Queue<string>();
        while (await launcher.StandardError.ReadLineAsync() is { } line)
        {
            if (last.Count == MaxComplaints)
            {
                last.Dequeue();
            }

            last.Enqueue(line);
        }

        return string.Join(Environment.NewLine, last);
    }
}
