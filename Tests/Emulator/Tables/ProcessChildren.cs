using System.Diagnostics;
using Chat.Emulator.Lambda.Processes;

namespace Chat.Emulator.Tests.Tables;

/// <summary>Starts real processes with <see cref="Process"/>, and remembers them; without the care for orphans that the emulator's own takes.</summary>
internal sealed class ProcessChildren : IChildProcesses
{
    public List<ChildProcessStart> Starts { get; } = [];

    public List<IChildProcess> Started { get; } = [];

    /// <summary>Started in place of the program that is asked for.</summary>
    public string? InsteadOfProgram { get; init; }

    public Task<IChildProcess> StartAsync(ChildProcessStart start, CancellationToken cancellationToken)
    {
        Starts.Add(start);
        var info = new ProcessStartInfo(InsteadOfProgram ?? start.FileName, start.Arguments)
        {
            WorkingDirectory = start.WorkingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        var process = new Process { StartInfo = info, EnableRaisingEvents = true };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            process.Dispose();
            throw new ChildProcessException(missing.Message, missing);
        }

        var child = new Child(process, start.Output);
        Started.Add(child);
        return Task.FromResult<IChildProcess>(child);
    }

    private sealed class Child : IChildProcess
    {
        private readonly Process _process;

        public Child(Process process, Action<ChildOutput> output)
        {
            _process = process;
            Exited = WaitAsync(ReadAsync(process.StandardOutput, false), ReadAsync(process.StandardError, true));

            async Task ReadAsync(StreamReader reader, bool isError)
            {
                while (await reader.ReadLineAsync() is { } line)
                {
                    output(new ChildOutput(line, isError));
                }
            }
        }

        public int Id => _process.Id;

        public Task<int> Exited { get; }

        public void Kill()
        {
            if (!Exited.IsCompleted)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        public Task FlushAsync() => throw new NotSupportedException("Nobody asks for the end of a table server's output.");

        public async ValueTask DisposeAsync()
        {
            Kill();
            await Exited;
            _process.Dispose();
        }

        private async Task<int> WaitAsync(Task output, Task error)
        {
            await Task.WhenAll(output, error);
            await _process.WaitForExitAsync();
            return _process.ExitCode;
        }
    }
}
