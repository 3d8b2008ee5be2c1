namespace Chat.Tests;

/// <summary>A folder of the build's output with packages from npm, installed by a lock file of the repository.</summary>
internal static class NpmFolder
{
    private const string Lock = "package-lock.json";

    /// <summary>Copies the files there, and installs unless what is there is of the same lock file. Null, or why it failed.</summary>
    /// <param name="folder">Made when it isn't there.</param>
    /// <param name="files">Full paths; <c>package.json</c> and <c>package-lock.json</c> among them.</param>
    /// <param name="say">Told when it takes some time.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<string?> InstallAsync(
        string folder, IReadOnlyList<string> files, Action<string> say, CancellationToken cancellationToken)
    {
        // npm writes it last, so that half an installation doesn't count.
        var isCurrent = File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json"))
            && File.Exists(Path.Combine(folder, Lock))
            && await File.ReadAllTextAsync(Path.Combine(folder, Lock), cancellationToken)
                == await File.ReadAllTextAsync(files.Single(file => Path.GetFileName(file) == Lock), cancellationToken);
        Directory.CreateDirectory(folder);
        foreach (var file in files)
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        if (isCurrent)
        {
            return null;
        }

        say($"installing packages from npm into {folder} ...");
        await using var install = ServerProcess.Start(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder: folder);
        return await install.WaitForExitAsync(cancellationToken) == 0 ? null : $"npm ci failed in {folder}: {install.Output}";
    }
}
