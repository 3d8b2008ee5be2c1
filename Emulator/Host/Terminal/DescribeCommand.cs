using System.CommandLine;
using System.Text.Json;
using Chat.Contracts.CommandLine;
using Chat.Emulator.Host.Terminal.Arguments;
using Chat.Emulator.Options;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Terminal;

/// <summary>
/// <c>describe [STACK]</c>: what those need to know who compose a start, Aspire's AppHost say. Unlike <c>check</c> it reads the templates and nothing
/// else, for somebody waits for it at each start.
/// </summary>
internal static class DescribeCommand
{
    private const int NothingToDescribe = 2;

    private static readonly Argument<string?> Assembly = new("assembly")
    {
        Description = "The cloud assembly or the template to describe. None: the emulator alone.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create()
    {
        var deploy = new DeployArguments();
        var command = new Command(
            EmulatorArguments.Describe, "Writes as JSON what a stack has, by name, and where the tables' server is, for programs that start the emulator.")
        {
            Assembly,
        };
        deploy.AddTo(command);
        command.SetAction((result, _) => RunAsync(
            result.GetValue(Assembly),
            deploy.Read(result, new EmulatorOptions { Assembly = "" }, null).Deploy,
            Console.Out,
            Console.Error));
        return command;
    }

    public static async Task<int> RunAsync(string? assembly, DeployOptions options, TextWriter output, TextWriter errors)
    {
        try
        {
            var stack = assembly is null ? null : CloudAssembly.Read(assembly, options);
            var description = new EmulatorDescription(
                stack?.Context.AccountId ?? options.Account ?? TemplateContext.DefaultAccountId,
                DynaliteFolder.FindInstalled(),
                stack is null ? null : Describe(stack));
            await output.WriteLineAsync(JsonSerializer.Serialize(description, DescriptionJson.Default.EmulatorDescription));
            return 0;
        }
        catch (TemplateException e)
        {
            await errors.WriteLineAsync(e.Message);
            return NothingToDescribe;
        }
    }

    private static StackDescription Describe(Stack stack) => new(
        [.. stack.Apis.SelectMany(api => api.Stages).Select(stage => stage.Name)],
        [.. stack.Functions.Select(function => function.Name)],
        [.. stack.Tables.Select(table => table.Name)]);
}
