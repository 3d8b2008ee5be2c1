using System.Collections.Immutable;
using Chat.Emulator.Lambda.Bootstraps;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda;

/// <content>What stands for each of Lambda's runtimes: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html</content>
internal abstract partial record RuntimeCommand
{
    private static RuntimeCommand OfRuntime(Function function, string folder) => function.Runtime switch
    {
        var runtime when runtime.StartsWith("nodejs", StringComparison.Ordinal) => Interpreted(function, folder, Bootstrap.NodeArguments, "node"),
        var runtime when runtime.StartsWith("python", StringComparison.Ordinal) =>
            Interpreted(function, folder, Bootstrap.PythonArguments, "python3", "python"),
        var runtime when runtime.StartsWith("dotnet", StringComparison.Ordinal) => DotNet(function, folder),
        var runtime when runtime.StartsWith("provided", StringComparison.Ordinal) => Provided(function, folder),
        var runtime => new Missing($"The emulator has no bootstrap of its own for the runtime {runtime}. Give a command that runs it: {Hint(function)}"),
    };

    private static RuntimeCommand Interpreted(Function function, string folder, ImmutableArray<string> arguments, params ReadOnlySpan<string> programs) =>
        Programs.Find(Environment.GetEnvironmentVariable("PATH"), programs) is { } program
            ? new Start(program, arguments, folder, LambdaQuotas.InitTimeout)
            : new Missing(
                $"The runtime {function.Runtime} of {function.Name} needs {string.Join(" or ", programs.ToArray())} on the PATH. Install it, or give a command that runs it: {Hint(function)}");

    private static RuntimeCommand DotNet(Function function, string folder)
    {
        if (function.Handler.Contains("::", StringComparison.Ordinal))
        {
            return new Missing(
                $"{function.Handler} is a method of a class library, which only AWS's own host for {function.Runtime} can call. "
                + $"Make the function an executable (Amazon.Lambda.RuntimeSupport, handler = assembly name), or give a command that runs it: {Hint(function)}");
        }

        return Assembly(function, folder, $"{function.Handler}.dll")
            ?? new Missing($"There is no {function.Handler}.dll in {folder}. Publish the function, or give a command that runs it: {Hint(function)}");
    }

    private static RuntimeCommand Provided(Function function, string folder)
    {
        var bootstrap = Path.Combine(folder, "bootstrap");
        if (!OperatingSystem.IsWindows() && File.Exists(bootstrap))
        {
            return new Start(bootstrap, [], folder, LambdaQuotas.InitTimeout);
        }

        // Published without a host of its own, or by a machine that this one can't run: the assembly runs anywhere.
        return Assembly(function, folder, "bootstrap.dll") ?? new Missing(File.Exists(bootstrap)
            ? $"{bootstrap} is a Linux program. Give a command that runs it on Windows: {Hint(function)}"
            : $"There is no bootstrap in {folder}. Publish the function, or give a command that runs it: {Hint(function)}");
    }

    private static RuntimeCommand? Assembly(Function function, string folder, string file) =>
        File.Exists(Path.Combine(folder, file)) ? Interpreted(function, folder, [file], "dotnet") : null;
}
