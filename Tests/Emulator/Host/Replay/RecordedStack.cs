using Chat.Emulator.Host;
using Chat.Emulator.Host.Replay;
using Chat.Emulator.Host.Terminal;
using Chat.Emulator.Options;
using Chat.Emulator.Tests.Lambda;
using Chat.Emulator.Tests.Template;

namespace Chat.Emulator.Tests.Host.Replay;

/// <summary>Somebody's stack in a folder, whose sessions are recorded there and replayed against what the folder has become.</summary>
internal sealed class RecordedStack : IDisposable
{
    // Longer than a replay waits for an integration: what a hung one says is in its output.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    public RecordedStack(string template, params (string Name, string Text)[] code)
    {
        _folder.Write("template.yaml", template);
        Change(code);
    }

    public string File => Path.Combine(_folder.Path, "session.jsonl");

    private EmulatorOptions Options => new() { Assembly = Path.Combine(_folder.Path, "template.yaml"), Port = 0, TlsFolder = Path.Combine(_folder.Path, "tls") };

    public void Change(params (string Name, string Text)[] code)
    {
        foreach (var (name, text) in code)
        {
            _folder.Write(Path.Combine("code", name), text);
        }
    }

    /// <summary>Starts the stack, lets people use it, and stops it.</summary>
    /// <returns>The recording's text.</returns>
    public async Task<string> RecordAsync(Func<LocalCloud, Task> session)
    {
        await using (var cloud = await LocalCloud.StartAsync(Options with { RecordingFile = File }, CancellationToken.None).WaitAsync(LambdaHost.Limit))
        {
            await session(cloud);
        }

        return await System.IO.File.ReadAllTextAsync(File);
    }

    public async Task<(int Code, string Output, string Errors)> ReplayAsync(
        ReplaySettings? settings = null, bool isJson = false, Func<EmulatorOptions, EmulatorOptions>? with = null)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        using var limit = new CancellationTokenSource(Limit);
        var options = Options with { AreRatesEnforced = false };
        var code = await ReplayCommand.RunAsync(
            File, with?.Invoke(options) ?? options, settings ?? ReplaySettings.Default, new ReplayOutput(output, errors, isJson), limit.Token);
        return (code, output.ToString(), errors.ToString());
    }

    public void Dispose() => _folder.Dispose();
}
