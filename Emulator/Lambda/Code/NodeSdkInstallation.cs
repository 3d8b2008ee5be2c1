using System.Collections.Immutable;
using System.Security.Cryptography;
using Chat.Emulator.Lambda.Bootstraps;
using Chat.Emulator.Lambda.Processes;

namespace Chat.Emulator.Lambda.Code;

/// <summary>The emulator's own installation of the AWS SDK for JavaScript v3: from npm, exactly what the lock file names, once for each lock file.</summary>
internal sealed class NodeSdkInstallation(string folder)
{
    private static readonly string[] Files = ["package.json", "package-lock.json", ".npmrc"];

    public static NodeSdkInstallation OfUser { get; } = new(OwnFolder.Of("nodejs-sdk-" + Convert.ToHexStringLower(SHA256.HashData(Read("package-lock.json")))[..8]));

    public string Folder => folder;

    /// <summary>Its <c>node_modules</c>. Null when it isn't installed.</summary>
    public string? Find() => Path.Combine(Folder, "node_modules") is var modules && Directory.Exists(modules) ? modules : null;

    /// <summary>Installs beside the folder and moves into place: it is whole whenever it is there, however many emulators start at once.</summary>
    public async Task<(string? Modules, string? Problem)> InstallAsync(IChildProcesses processes, CancellationToken cancellationToken)
    {
        var staging = $"{Folder}-installing-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        try
        {
            Directory.CreateDirectory(staging);
            foreach (var name in Files)
            {
                await File.WriteAllBytesAsync(Path.Combine(staging, name), Read(name), cancellationToken);
            }

            if (Npm() is not [var program, .. var arguments])
            {
                return (null, "There is no npm on the PATH; it comes with Node.js.");
            }

            var (exitCode, output) = await BuildTool.RunAsync(
                processes, program, [.. arguments, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], staging, cancellationToken);
            if (exitCode != 0)
            {
                return (null, "npm ci failed: " + string.Join(' ', output.TakeLast(5)));
            }

            try
            {
                Directory.Move(staging, Folder);
            }
            catch (IOException) when (Find() is not null)
            {
                // Another emulator was faster, with the same packages.
            }

            return (Find(), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ChildProcessException)
        {
            return (null, e.Message);
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    // On Windows npm is a script that only a shell starts; the program that it starts needs none.
    private static ImmutableArray<string> Npm()
    {
        var path = Environment.GetEnvironmentVariable("PATH");
        if (!OperatingSystem.IsWindows())
        {
            return Programs.Find(path, "npm") is { } npm ? [npm] : [];
        }

        return Programs.Find(path, "node") is { } node && Path.Combine(Path.GetDirectoryName(node)!, "node_modules", "npm", "bin", "npm-cli.js") is var cli && File.Exists(cli)
            ? [node, cli]
            : [];
    }

    private static byte[] Read(string name)
    {
        using var resource = typeof(NodeSdkInstallation).Assembly.GetManifestResourceStream($"nodejs-sdk/{name}")!;
        using var content = new MemoryStream();
        resource.CopyTo(content);
        return content.ToArray();
    }
}
