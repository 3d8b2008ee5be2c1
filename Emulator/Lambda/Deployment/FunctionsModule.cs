using System.Collections.Immutable;
using Chat.Emulator.Lambda.Invoke;
using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Deployment;

/// <summary>The stack's functions, as a module: their code, their processes, the Invoke API.</summary>
internal sealed class FunctionsModule(
    EmulatorOptions options, LambdaFunctions functions, FunctionGenerations generations, FunctionStart start, InvokeApi api) : IModule
{
    private ImmutableArray<Function> _prepared = [];

    public async Task BeginAsync(Stack stack, CancellationToken cancellationToken)
    {
        functions.Commands = RunCommands.Of(options, stack.Functions);
        functions.AskNode(stack.Functions);
        _prepared = await generations.PrepareFirstAsync(stack, cancellationToken);
    }

    public async Task StartAsync(Stack stack, CancellationToken cancellationToken)
    {
        await functions.StartAsync(_prepared, cancellationToken);
        await start.WarmUpAsync(stack, cancellationToken);
    }

    public Task StopAsync() => functions.DisposeAsync().AsTask();

    public IEnumerable<string> Differences(Stack before, Stack after)
    {
        var differences = ImmutableArray.CreateBuilder<string>();
        differences.AddGone("function", before.Functions.Select(function => function.Name), after.Functions.Select(function => function.Name));
        return differences;
    }

    public async Task<Takeover> PrepareAsync(StackChange change, CancellationToken cancellationToken) =>
        new Next(this, await generations.StartAsync(change.After, change.Changed, cancellationToken), change.After);

    public IEnumerable<ReportLine> Describe(Stack stack) => [new("functions", string.Join(", ", stack.Functions.Select(function => function.Name)))];

    private sealed class Next(FunctionsModule module, FunctionGenerations.Generation generation, Stack stack) : Takeover
    {
        public override void TakeOver()
        {
            generation.TakeOver();
            module.Show(stack);
        }

        public override Task FinishAsync(CancellationToken cancellationToken)
        {
            module.Retire(stack);
            return Task.CompletedTask;
        }

        protected override void Dispose(bool disposing)
        {
            generation.Dispose();
            base.Dispose(disposing);
        }
    }

    private void Show(Stack stack) => api.Deploy(stack.Functions);

    private void Retire(Stack stack) => generations.Retire(stack);
}
