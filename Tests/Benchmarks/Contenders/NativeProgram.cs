using System.Diagnostics;
using System.IO.Compression;
using Chat.Benchmarks.Report;

namespace Chat.Benchmarks.Contenders;

/// <summary>A project published native, on Linux: the functions' package as it goes to AWS, or the emulator as one file.</summary>
internal sealed class NativeProgram
{
    private readonly string _project;
    private readonly string _folder;

    private NativeProgram(string project, string file)
    {
        _project = project;
        _folder = Path.Combine(Paths.Artifacts, "benchmarks", "native", project);
        File = Path.Combine(_folder, file);
    }

    public static NativeProgram Functions { get; } = new("Functions", "bootstrap");

    public static NativeProgram BenchmarkFunctions { get; } = new("Tests/BenchmarkFunctions", "bootstrap");

    public static NativeProgram Emulator { get; } = new("Emulator", "Chat.Emulator");

    /// <summary>The program itself.</summary>
    public string File { get; }

    /// <summary>Publishes it. Null, with a note, where that can't be done.</summary>
    public async Task<NativeProgram?> PublishAsync(Recorder recorder, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            recorder.Note($"{_project} is not measured native: that is done on Linux only.");
            return null;
        }

        Recorder.Say($"publishing {_project} native ...");
        using var publish = new Process
        {
            StartInfo = new ProcessStartInfo(
                Paths.Dotnet, ["publish", _project, "-nodeReuse:false", "-c", "Release", "-r", "linux-x64", "-o", _folder, "-v", "q", "-nologo"])
            {
                WorkingDirectory = Paths.Root,
                RedirectStandardOutput = true,
            },
        };
        publish.Start();
        try
        {
            var output = await publish.StandardOutput.ReadToEndAsync(cancellationToken);
            await publish.WaitForExitAsync(cancellationToken);
            if (publish.ExitCode == 0 && System.IO.File.Exists(File))
            {
                return this;
            }

            recorder.Note($"{_project} is not measured native, dotnet publish failed: {output.Trim().Split('\n')[0]}");
            return null;
        }
        finally
        {
            if (!publish.HasExited)
            {
                publish.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>What Lambda gets: a zip without symbols. In bytes.</summary>
    public async Task<long> ZippedSizeAsync(CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        await using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in Directory.EnumerateFiles(_folder).Where(file => Path.GetExtension(file) is not (".pdb" or ".dbg")))
            {
                await zip.CreateEntryFromFileAsync(file, Path.GetFileName(file), CompressionLevel.Optimal, cancellationToken);
            }
        }

        return stream.Length;
    }
}
