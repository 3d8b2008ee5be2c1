using System.Diagnostics;
using System.IO.Compression;
using Chat.Benchmarks.Report;

namespace Chat.Benchmarks.Contenders;

/// <summary>The functions' package as it goes to AWS: published native, on Linux.</summary>
internal static class NativeFunctions
{
    private static string Folder { get; } = Path.Combine(Paths.Artifacts, "benchmarks", "native");

    private static string Bootstrap { get; } = Path.Combine(Folder, "bootstrap");

    /// <summary>Publishes it. Null, with a note, where that can't be done.</summary>
    public static async Task<string?> PublishAsync(Recorder recorder, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            recorder.Note("native functions are not available: they are published on Linux only.");
            return null;
        }

        Recorder.Say("publishing the functions native ...");
        using var publish = new Process
        {
            StartInfo = new ProcessStartInfo(
                Paths.Dotnet, ["publish", "Functions", "-c", "Release", "-r", "linux-x64", "-o", Folder, "-v", "q", "-nologo"])
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
            if (publish.ExitCode == 0 && File.Exists(Bootstrap))
            {
                return Bootstrap;
            }

            recorder.Note($"native functions are not available, dotnet publish failed: {output.Trim().Split('\n')[0]}");
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
    public static async Task<long> ZippedSizeAsync(CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        await using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in Directory.EnumerateFiles(Folder).Where(file => Path.GetExtension(file) is not (".pdb" or ".dbg")))
            {
                await zip.CreateEntryFromFileAsync(file, Path.GetFileName(file), CompressionLevel.Optimal, cancellationToken);
            }
        }

        return stream.Length;
    }
}
