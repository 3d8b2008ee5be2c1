using System.Collections.Immutable;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda;

/// <summary>The command that runs a function: a closed set.</summary>
internal abstract record RuntimeCommand
{
    private RuntimeCommand()
    {
    }

    /// <summary>Start this.</summary>
    public sealed record Start(string FileName, ImmutableArray<string> Arguments, string WorkingDirectory, TimeSpan InitTimeout) : RuntimeCommand;

    /// <summary>The function can't run as things are; the reason says what to do.</summary>
    public sealed record Missing(string Reason) : RuntimeCommand;

    /// <summary>A command that was given wins over the runtime's own. As on AWS the code's folder is the working directory.</summary>
    public static RuntimeCommand For(Function function, ImmutableDictionary<string, string> run)
    {
        if (run.TryGetValue(function.Name, out var command))
        {
            var words = CommandLine.Split(command);
            return words.IsEmpty
                ? new Missing($"The command given for {function.Name} is empty: --run {function.Name}=COMMAND")
                : new Start(words[0], words[1..], function.CodeFolder ?? Environment.CurrentDirectory, LambdaQuotas.CommandInitTimeout);
        }

        return function.Runtime.StartsWith("provided", StringComparison.Ordinal) ? Bootstrap(function) : new Missing(
            $"The emulator has no bootstrap of its own for the runtime {function.Runtime}. Say what runs it: {Hint(function)}");
    }

    private static RuntimeCommand Bootstrap(Function function)
    {
        if (function.CodeFolder is not { } folder)
        {
            return new Missing($"The code of {function.Name} is not on this machine. Say what runs it: {Hint(function)}");
        }

        var bootstrap = Path.Combine(folder, "bootstrap");
        if (!File.Exists(bootstrap))
        {
            return new Missing($"There is no bootstrap in {folder}. Publish the function, or say what runs it: {Hint(function)}");
        }

        return OperatingSystem.IsWindows()
            ? new Missing($"{bootstrap} is a Linux program. Say what runs the function on Windows: {Hint(function)}")
            : new Start(bootstrap, [], folder, LambdaQuotas.InitTimeout);
    }

    private static string Hint(Function function) => $"--run {function.Name}=COMMAND";
}
