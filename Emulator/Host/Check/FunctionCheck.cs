using System.Collections.Immutable;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Code;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Check;

/// <summary>Whether functions can run, by what lies where their code is: nothing is started, built or installed.</summary>
internal sealed class FunctionCheck(EmulatorOptions options, ImmutableArray<Function> functions)
{
    private readonly ImmutableDictionary<string, string> _commands = RunCommands.Of(options, functions);

    /// <param name="unpacked">The functions with their code in folders.</param>
    public ImmutableArray<FunctionReport> Report(ImmutableArray<Function> unpacked) => [.. unpacked.Select(Report)];

    private FunctionReport Report(Function function)
    {
        var (problem, remarks) = Look(function);
        return new FunctionReport(function.Name, function.LogicalId, function.IsContainerImage ? "container image" : function.Runtime, problem, remarks);
    }

    private (string? Problem, ImmutableArray<string> Remarks) Look(Function function)
    {
        if (options.Attached.Contains(function.Name))
        {
            return (null, ["you start it (--attached)"]);
        }

        if (options.InvokedElsewhere.TryGetValue(function.Name, out var url))
        {
            return (null, [$"it runs at {url} (--invoke)"]);
        }

        if (!_commands.ContainsKey(function.Name) && DotNetProject.Of(function) is { } project)
        {
            return (null, project.FindBuilt(DotNetAssembly.NameOf(function)) is { } built
                ? [$"its newest build is run: {built}"]
                : [$"{project.ProjectFile} is built at the start"]);
        }

        return Runtimes.CommandFor(function, _commands) is RuntimeCommand.Missing(var reason)
            ? (reason, [])
            : _commands.ContainsKey(function.Name) ? (null, []) : (HandlerFile.Problem(function), [.. NodePackages.Missing(function)]);
    }
}
