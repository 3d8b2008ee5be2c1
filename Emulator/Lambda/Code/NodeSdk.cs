using System.Collections.Immutable;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Code;

/// <summary>
/// The AWS SDK for JavaScript v3, which Lambda's nodejs runtimes bring. A function that imports a part of it gets that from its own folder, from those around
/// the template, from this machine, else from the emulator's own installation, which is made at first need.
/// </summary>
internal sealed partial class NodeSdk(NodeSdkInstallation installation, IChildProcesses processes, ILogger logger) : IDisposable
{
    private readonly SemaphoreSlim _oneInstallation = new(1, 1);

    /// <summary>The function with the folders, named <c>node_modules</c>, that have what its own lacks.</summary>
    public async Task<Function> BringAsync(Function function, CancellationToken cancellationToken)
    {
        if (!function.Runtime.StartsWith("nodejs", StringComparison.Ordinal) || function.CodeFolder is not { } folder)
        {
            return function;
        }

        var imports = SdkImports.In(folder);
        if (function.LayersFolder is { } layers)
        {
            imports = imports.Union(SdkImports.In(layers));
        }

        var missing = imports.Where(package => !ModuleFolders.Of(function).Any(modules => ModuleFolders.Has(modules, package))).ToImmutableArray();
        if (missing.IsEmpty)
        {
            return function;
        }

        ImmutableArray<string> around = [.. ModuleFolders.Around(function.TemplateFolder), .. ModuleFolders.OfMachine()];
        var found = around.Where(modules => missing.Any(package => ModuleFolders.Has(modules, package))).ToImmutableArray();
        missing = missing.RemoveAll(package => found.Any(modules => ModuleFolders.Has(modules, package)));
        if (!missing.IsEmpty && await InstalledAsync(cancellationToken) is { } own)
        {
            found = found.Add(own);
            missing = missing.RemoveAll(package => ModuleFolders.Has(own, package));
        }

        if (!missing.IsEmpty)
        {
            LogMissing(function.Name, string.Join(", ", missing), string.Join(' ', missing), function.TemplateFolder ?? folder);
        }

        return function with { BundledModules = found };
    }

    public void Dispose() => _oneInstallation.Dispose();

    // Null when it can't be installed; that was said.
    private async Task<string?> InstalledAsync(CancellationToken cancellationToken)
    {
        await _oneInstallation.WaitAsync(cancellationToken);
        try
        {
            if (installation.Find() is { } there)
            {
                return there;
            }

            LogInstalling(installation.Folder);
            switch (await installation.InstallAsync(processes, cancellationToken))
            {
                case ({ } installed, _):
                    return installed;
                case (_, var problem):
                    LogNotInstalled(problem!);
                    return null;
            }
        }
        finally
        {
            _oneInstallation.Release();
        }
    }

    [LoggerMessage(440, LogLevel.Information,
        "Installing the AWS SDK for JavaScript v3, which Lambda's Node.js runtimes bring, into {Folder} (once, some 80 MB) ...")]
    private partial void LogInstalling(string folder);

    [LoggerMessage(441, LogLevel.Warning, "The AWS SDK for JavaScript v3 can't be installed, so functions that don't bring it themselves will miss it. {Problem}")]
    private partial void LogNotInstalled(string problem);

    [LoggerMessage(442, LogLevel.Warning,
        "{Function} imports {Packages}: Lambda's runtime brings it, and here neither the function nor this machine has it. Run: npm install {Arguments} (in {Folder})")]
    private partial void LogMissing(string function, string packages, string arguments, string folder);
}
