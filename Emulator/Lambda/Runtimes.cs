using System.Collections.Immutable;
using Chat.Emulator.Lambda.Bootstraps;
using Chat.Emulator.Lambda.Code;
using Chat.Emulator.Template;
using static Chat.Emulator.Lambda.RuntimeCommand;

namespace Chat.Emulator.Lambda;

/// <summary>What runs a function: a command that was given, or what stands for Lambda's runtime. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html</summary>
internal static class Runtimes
{
    // A script, of a layer mostly, that managed runtimes start in their program's place, with its command line as arguments.
    // https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper
    private const string ExecWrapper = "AWS_LAMBDA_EXEC_WRAPPER";

    /// <summary>A command that was given wins over the runtime's own. As on AWS the code's folder is the working directory.</summary>
    public static RuntimeCommand CommandFor(Function function, ImmutableDictionary<string, string> run)
    {
        if (run.TryGetValue(function.Name, out var command))
        {
            var words = CommandLine.Split(command);
            return words.IsEmpty
                ? new Missing($"The command given for {function.Name} is empty: --run {function.Name}=COMMAND")
                : new Start(words[0], words[1..], function.CodeFolder ?? Environment.CurrentDirectory, LambdaQuotas.CommandInitTimeout);
        }

        if (function.IsContainerImage)
        {
            return new Missing($"{function.Name} is a container image, which the emulator doesn't run. Give a command that runs its code: {Hint(function)}");
        }

        return function switch
        {
            { Problem: { } problem } => new Missing(problem),
            { CodeFolder: { } folder } => OfRuntime(function, folder),
            _ => new Missing($"The code of {function.Name} isn't on this machine. Give a command that runs it: {Hint(function)}"),
        };
    }

    private static RuntimeCommand OfRuntime(Function function, string folder) => function.Runtime switch
    {
        var runtime when runtime.StartsWith("nodejs", StringComparison.Ordinal) =>
            Wrapped(function, Interpreted(function, folder, [.. NodeFlags.Of(function), .. Bootstrap.NodeArguments], "node")),
        var runtime when runtime.StartsWith("python", StringComparison.Ordinal) =>
            Wrapped(function, Interpreted(function, folder, Bootstrap.PythonArguments, "python3", "python")),
        var runtime when runtime.StartsWith("dotnet", StringComparison.Ordinal) => Wrapped(function, DotNet(function, folder)),
        var runtime when runtime.StartsWith("provided", StringComparison.Ordinal) => Mounted(function, Provided(function, folder)),
        var runtime => new Missing($"The emulator has no bootstrap of its own for the runtime {runtime} of {function.Name}. Give a command that runs it: {Hint(function)}"),
    };

    private static RuntimeCommand Interpreted(Function function, string folder, ImmutableArray<string> arguments, params ReadOnlySpan<string> programs) =>
        Programs.Find(Environment.GetEnvironmentVariable("PATH"), programs) is { } program
            ? new Start(program, arguments, folder, LambdaQuotas.InitTimeout)
            : new Missing(
                $"The runtime {function.Runtime} of {function.Name} needs {string.Join(" or ", programs.ToArray())} on the PATH. Install it, or give a command that runs it: {Hint(function)}");

    private static RuntimeCommand DotNet(Function function, string folder)
    {
        var name = DotNetAssembly.NameOf(function);
        if (!DotNetAssembly.IsClassLibrary(function))
        {
            return Assembly(function, folder, name) ?? new Missing($"There is no {name}.dll in {folder}. Publish the function, or give a command that runs it: {Hint(function)}");
        }

        // As AWS's runtime does it. The host is made for the newest .NET, so the function runs on that one too.
        return DotNetAssembly.IsComplete(folder, name)
            ? Interpreted(
                function,
                folder,
                [
                    "exec", "--depsfile", $"{name}.deps.json", "--runtimeconfig", $"{name}.runtimeconfig.json", "--roll-forward", "LatestMajor",
                    Path.Combine(AppContext.BaseDirectory, "Chat.LambdaHost.dll"),
                ],
                "dotnet")
            : new Missing(
                $"{folder} needs {name}.dll, {name}.deps.json and {name}.runtimeconfig.json for {function.Handler}, as on AWS. "
                + $"Publish the function (dotnet publish; GenerateRuntimeConfigurationFiles in the project makes the last one), or give a command that runs it: {Hint(function)}");
    }

    private static RuntimeCommand Provided(Function function, string folder)
    {
        var bootstrap = Path.Combine(folder, "bootstrap");
        if (!OperatingSystem.IsWindows() && File.Exists(bootstrap))
        {
            return new Start(bootstrap, [], folder, LambdaQuotas.InitTimeout);
        }

        // In a layer: a runtime of somebody's own.
        if (!OperatingSystem.IsWindows() && function.LayersFolder is { } layers && Path.Combine(layers, "bootstrap") is var shared && File.Exists(shared))
        {
            return new Start(shared, [], folder, LambdaQuotas.InitTimeout);
        }

        // Published without a host of its own, or by a machine that this one can't run: the assembly runs anywhere.
        return Assembly(function, folder, "bootstrap") ?? new Missing(File.Exists(bootstrap)
            ? $"{bootstrap} is a Linux program. Give a command that runs it on Windows: {Hint(function)}"
            : $"There is no bootstrap in {folder}. Publish the function, or give a command that runs it: {Hint(function)}");
    }

    // On a later .NET where its own isn't installed.
    private static RuntimeCommand? Assembly(Function function, string folder, string name) => File.Exists(Path.Combine(folder, name + ".dll"))
        ? Interpreted(function, folder, ["exec", "--roll-forward", "Major", $"{name}.dll"], "dotnet")
        : null;

    private static RuntimeCommand Wrapped(Function function, RuntimeCommand command) => Mounted(
        function,
        command is Start start && function.Environment.GetValueOrDefault(ExecWrapper) is { Length: > 0 } given
        && RuntimeFolders.Rewrite(given, function) is var wrapper && File.Exists(wrapper)
            ? start with { FileName = wrapper, Arguments = [start.FileName, .. start.Arguments] }
            : command);

    private static RuntimeCommand Mounted(Function function, RuntimeCommand command) =>
        command is Start start && function is { MountsLayers: true, LayersFolder: { } layers } && LiteralOpt.Wrapper(layers) is [var program, .. var arguments]
            ? start with { FileName = program, Arguments = [.. arguments, start.FileName, .. start.Arguments] }
            : command;

    private static string Hint(Function function) =>
        $"--run {function.Name}=COMMAND (or start it yourself: --attached {function.Name}; or --invoke {function.Name}=URL)";
}
