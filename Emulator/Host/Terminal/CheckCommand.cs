using System.CommandLine;
using System.Text.Json;
using Chat.Emulator.Host.Check;
using Chat.Emulator.Host.Start;
using Chat.Emulator.Host.Terminal.Arguments;
using Chat.Emulator.Iam;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Code;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Terminal;

/// <summary><c>check STACK</c>: what of it would run, without starting it.</summary>
internal static class CheckCommand
{
    public const string Name = "check";

    private const int RouteFails = 1;
    private const int NothingToCheck = 2;

    private static readonly Argument<string> Assembly = new("assembly") { Description = "The cloud assembly or the template to look at." };

    private static readonly Option<bool> Json = new("--json") { Description = "The report as JSON." };

    public static Command Create()
    {
        IArguments[] arguments = [new DeployArguments(), new FunctionArguments()];
        var command = new Command(Name, "Says what of a stack would run here, what wouldn't and why, without starting it. 0: every route can work; 1: one can't; 2: there is nothing to check.")
        {
            Assembly,
            Json,
        };
        foreach (var group in arguments)
        {
            group.AddTo(command);
        }

        command.SetAction((result, cancellationToken) => RunAsync(
            arguments.Aggregate(new EmulatorOptions { Assembly = result.GetRequiredValue(Assembly) }, (read, group) => group.Read(result, read, null)),
            result.GetValue(Json),
            Console.Out,
            Console.Error,
            cancellationToken));
        return command;
    }

    public static async Task<int> RunAsync(EmulatorOptions options, bool asJson, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        try
        {
            var report = await CheckAsync(options, cancellationToken);
            await output.WriteLineAsync(asJson ? JsonSerializer.Serialize(report, ReportJson.Default.StackReport) : ReportText.Of(report));
            return report.Works ? 0 : RouteFails;
        }
        catch (Exception e) when (e is TemplateException or EmulatorStartException)
        {
            await errors.WriteLineAsync(e.Message);
            if (asJson)
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(new Unreadable(e.Message), ReportJson.Default.Unreadable));
            }

            return NothingToCheck;
        }
    }

    private static async Task<StackReport> CheckAsync(EmulatorOptions options, CancellationToken cancellationToken)
    {
        var stack = CloudAssembly.Read(options.Assembly, options.Deploy, CloudModules.Readers);
        if (stack.Apis.IsEmpty)
        {
            RunnableStack.Require(stack, options.Assembly);
        }

        options = FunctionNames.InOptions(options, stack);
        using var code = FunctionCode.Unpack(stack.Functions);
        var functions = new FunctionCheck(options, stack.Functions).Report(code.Functions);
        return new StackCheck(stack, options, functions).Report([.. PostPermissions.Missing(stack), .. await RuntimeVersions.WarningsAsync(stack, options, cancellationToken)]);
    }
}
