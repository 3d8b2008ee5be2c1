using System.Collections.Immutable;
using Chat.Emulator.Lambda.Bootstraps;
using Chat.Emulator.Lambda.Processes;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Code;

/// <summary>
/// A function whose code is the folder of its .NET project, as AWS's templates have it (<c>CodeUri</c> is what <c>dotnet lambda deploy-serverless</c> and
/// <c>sam build</c> would publish): what is built there runs, when no source is newer; else it is built.
/// </summary>
internal sealed class DotNetProject
{
    private static readonly string[] NoSources = ["bin", "obj", "node_modules"];

    private readonly string _file;

    private DotNetProject(string file) => _file = file;

    /// <summary>The function's project. Null when its code is no project's folder, or holds what runs already.</summary>
    public static DotNetProject? Of(Function function)
    {
        var isDotNet = function.Runtime.StartsWith("dotnet", StringComparison.Ordinal) || function.Runtime.StartsWith("provided", StringComparison.Ordinal);
        var assembly = DotNetAssembly.NameOf(function);
        if (!isDotNet || function.CodeFolder is not { } folder || File.Exists(Path.Combine(folder, assembly)) || File.Exists(Path.Combine(folder, assembly + ".dll")))
        {
            return null;
        }

        var projects = Directory.EnumerateFiles(folder, "*.*proj").Where(file => Path.GetExtension(file) is ".csproj" or ".fsproj" or ".vbproj").ToArray();
        var project = projects.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == assembly) ?? (projects is [var only] ? only : null);
        return project is null ? null : new DotNetProject(project);
    }

    /// <summary>The project's file, by which builds of one project are told.</summary>
    public string ProjectFile => _file;

    /// <summary>The folder with the newest build of the assembly that no source is newer than. Null when there is none.</summary>
    public string? FindBuilt(string assembly)
    {
        var folder = Path.GetDirectoryName(_file)!;
        var bin = new DirectoryInfo(Path.Combine(folder, "bin"));
        var built = bin.Exists
            ? bin.EnumerateFiles(assembly + ".dll", SearchOption.AllDirectories)
                .Where(file => DotNetAssembly.IsComplete(file.DirectoryName!, assembly))
                .MaxBy(file => file.LastWriteTimeUtc)
            : null;
        return built is not null && LastChange(new DirectoryInfo(folder)) <= built.LastWriteTimeUtc ? built.DirectoryName : null;
    }

    /// <summary>Builds, and answers with the folder of what was built, or why there is none.</summary>
    public async Task<(string? Folder, string? Problem)> BuildAsync(IChildProcesses processes, CancellationToken cancellationToken)
    {
        if (Programs.Find(Environment.GetEnvironmentVariable("PATH"), "dotnet") is not { } dotnet)
        {
            return (null, $"{_file} has to be built, and there is no dotnet on the PATH.");
        }

        // What a class library has to have beside it to run, and doesn't get of its own accord.
        ImmutableArray<string> arguments =
        [
            "build", _file, "--nologo", "-v", "quiet", "-p:GenerateRuntimeConfigurationFiles=true", "-p:CopyLocalLockFileAssemblies=true", "-target:Build",
            "-getProperty:TargetDir",
        ];
        var (exitCode, output) = await BuildTool.RunAsync(processes, dotnet, arguments, Path.GetDirectoryName(_file)!, cancellationToken);
        var folder = output.LastOrDefault(line => line.Trim().Length > 0)?.Trim();
        return exitCode == 0 && Directory.Exists(folder)
            ? (folder, null)
            : (null, $"{_file} can't be built:\n" + string.Join('\n', Errors(output).Select(line => "  " + line)));
    }

    // Each is told twice: where it arises, and in the summary.
    private static IEnumerable<string> Errors(ImmutableArray<string> output) =>
        output.Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct() is var errors && errors.Any() ? errors : output.TakeLast(20);

    private static DateTime LastChange(DirectoryInfo folder) => folder.EnumerateFileSystemInfos()
        .Where(entry => !entry.Name.StartsWith('.') && !NoSources.Contains(entry.Name))
        .Select(entry => entry is DirectoryInfo inner && inner.LinkTarget is null ? LastChange(inner) : IsSource(entry) ? entry.LastWriteTimeUtc : default)
        .DefaultIfEmpty()
        .Max();

    private static bool IsSource(FileSystemInfo entry) =>
        Path.GetExtension(entry.Name) is ".cs" or ".fs" or ".vb" or ".csproj" or ".fsproj" or ".vbproj" or ".props" or ".targets" or ".resx";
}
