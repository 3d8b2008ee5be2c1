using System.Collections.Immutable;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda;

/// <summary>The command that runs a function: a closed set.</summary>
internal abstract partial record RuntimeCommand
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

    private static string Hint(Function function) =>
        $"--run {function.Name}=COMMAND (or start it yourself: --attached {function.Name}; or --invoke {function.Name}=URL)";
}
