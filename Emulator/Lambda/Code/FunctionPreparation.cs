using System.Collections.Immutable;
using Chat.Emulator.Lambda.Bootstraps;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Code;

/// <summary>
/// Brings together what functions run on: a .NET project is built, what a runtime on AWS brings is found or installed, layers are made to be found. Says what
/// it does, and what is missing. Nothing of it fails a start: a function that lacks something fails by itself, as it would on AWS.
/// </summary>
internal sealed partial class FunctionPreparation(EmulatorOptions options, IChildProcesses processes, ILoggerFactory loggers) : IDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger<FunctionPreparation>();
    private readonly NodeSdk _nodeSdk = new(NodeSdkInstallation.OfUser, processes, loggers.CreateLogger<NodeSdk>());
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>Functions of one project share its build.</summary>
    public async Task<ImmutableArray<Function>> PrepareAsync(ImmutableArray<Function> functions, CancellationToken cancellationToken)
    {
        var builds = new Dictionary<string, (string? Folder, string? Problem)>(StringComparer.Ordinal);
        var prepared = ImmutableArray.CreateBuilder<Function>(functions.Length);
        foreach (var function in functions)
        {
            prepared.Add(IsElsewhere(function) ? function : await PrepareAsync(function, builds, cancellationToken));
        }

        return prepared.MoveToImmutable();
    }

    public void Dispose() => _nodeSdk.Dispose();

    private bool IsElsewhere(Function function) => options.Attached.Contains(function.Name) || options.InvokedElsewhere.ContainsKey(function.Name);

    private async Task<Function> PrepareAsync(
        Function function, Dictionary<string, (string? Folder, string? Problem)> builds, CancellationToken cancellationToken)
    {
        foreach (var layer in function.Layers.Where(layer => !layer.IsHere && _said.Add(layer.Name)))
        {
            LogLayerMissing(layer.Name, function.Name);
        }

        if (!options.Run.ContainsKey(function.Name) && !options.Run.ContainsKey(EmulatorOptions.EveryFunction))
        {
            function = await BuiltAsync(function, builds, cancellationToken);
            SayRuntime(function);
        }

        function = PythonSdk.Bring(await _nodeSdk.BringAsync(function, cancellationToken));
        return await WithLiteralOptAsync(function, cancellationToken);
    }

    private async Task<Function> BuiltAsync(Function function, Dictionary<string, (string? Folder, string? Problem)> builds, CancellationToken cancellationToken)
    {
        if (DotNetProject.Of(function) is not { } project)
        {
            return function;
        }

        var assembly = DotNetAssembly.NameOf(function);
        if (!builds.TryGetValue(project.ProjectFile, out var build))
        {
            if (project.FindBuilt(assembly) is { } built)
            {
                LogUsesBuild(project.ProjectFile, built);
                build = (built, null);
            }
            else
            {
                LogBuilding(project.ProjectFile);
                build = await project.BuildAsync(processes, cancellationToken);
            }

            builds[project.ProjectFile] = build;
        }

        return build.Folder is { } folder ? function with { CodeFolder = folder } : function with { Problem = build.Problem };
    }

    private void SayRuntime(Function function)
    {
        if (DotNetRuntimes.OtherThan(function) is { } other && _said.Add($"{function.Runtime} {DotNetAssembly.IsClassLibrary(function)}"))
        {
            LogOtherRuntime(function.Name, function.Runtime, other);
        }
    }

    private async Task<Function> WithLiteralOptAsync(Function function, CancellationToken cancellationToken)
    {
        if (function.LayersFolder is not { } layers || !LiteralOpt.IsIn(function))
        {
            return function;
        }

        if (await LiteralOpt.IsAllowedAsync(processes, layers, cancellationToken))
        {
            return function with { MountsLayers = true };
        }

        LogLiteralOpt(function.Name, layers);
        return function;
    }

    [LoggerMessage(450, LogLevel.Information, "{Project}: what is built there runs, from {Folder}")]
    private partial void LogUsesBuild(string project, string folder);

    [LoggerMessage(451, LogLevel.Information, "{Project}: there is no build of it that is newer than its sources, so it is built now ...")]
    private partial void LogBuilding(string project);

    [LoggerMessage(452, LogLevel.Information, "{Function} runs on .NET {Other} here: its runtime is {Runtime}")]
    private partial void LogOtherRuntime(string function, string runtime, string other);

    [LoggerMessage(453, LogLevel.Warning, "The layer {Layer} of {Function} isn't on this machine: functions that use it run without it")]
    private partial void LogLayerMissing(string layer, string function);

    [LoggerMessage(454, LogLevel.Warning,
        "The code of {Function} or of its layers names /opt, which needs a mount namespace, and this machine allows none: those files aren't found. The layers are in {Folder}")]
    private partial void LogLiteralOpt(string function, string folder);
}
