using System.Collections.Immutable;
using Chat.Emulator.Lambda.Code;
using Chat.Emulator.Lambda.Pools;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Deployment;

/// <summary>
/// The functions' generations: the processes of the next one are up before it takes over, those of the former end when their last event
/// has its answer. Owns the folders of code that was unpacked for a generation.
/// </summary>
internal sealed class FunctionGenerations(EmulatorOptions options, LambdaFunctions functions, FunctionPreparation preparation) : IDisposable
{
    private readonly LambdaFunctions _functions = functions;
    private FunctionCode? _first;
    private ImmutableDictionary<string, FunctionCode> _unpacked = ImmutableDictionary<string, FunctionCode>.Empty;

    /// <summary>What the first generation runs: of each function its code as it can be started.</summary>
    public Task<ImmutableArray<Function>> PrepareFirstAsync(Stack stack, CancellationToken cancellationToken)
    {
        _first = FunctionCode.Unpack(stack.Functions);
        return preparation.PrepareAsync(_first.Functions, cancellationToken);
    }

    /// <summary>Starts what a route needs. Throws <see cref="EmulatorStartException"/> when one of the functions can't start; then none takes over.</summary>
    public async Task<Generation> StartAsync(Stack stack, IEnumerable<Function> changed, CancellationToken cancellationToken)
    {
        _functions.Commands = RunCommands.Of(options, stack.Functions);
        var needed = FunctionStart.Needed(stack).ToHashSet(StringComparer.Ordinal);
        var generation = new Generation(this);
        var isStarted = false;
        try
        {
            // An attached function's processes are somebody else's, and stay with the pool that they know.
            FunctionCode[] codes = [.. changed.Where(function => !options.Attached.Contains(function.Name)).Select(function => FunctionCode.Unpack([function]))];
            foreach (var code in codes)
            {
                generation.Own(code);
            }

            var prepared = await preparation.PrepareAsync([.. codes.Select(code => code.Functions[0])], cancellationToken);
            foreach (var (function, code) in prepared.Zip(codes))
            {
                generation.Add(function, code);
            }

            await Task.WhenAll(generation.Pools
                .Where(pool => needed.Contains(pool.Function.Name) && _functions.FindProblem(pool.Function) is null)
                .Select(pool => WarmUpAsync(pool, cancellationToken)));
            isStarted = true;
            return generation;
        }
        finally
        {
            if (!isStarted)
            {
                generation.Dispose();
            }
        }
    }

    /// <summary>Lets the functions go that the stack has no more.</summary>
    public void Retire(Stack stack)
    {
        var kept = stack.Functions.Select(function => function.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in _functions.Names.Where(name => !kept.Contains(name)))
        {
            DisposeAfter(_functions.Remove(name), name);
        }
    }

    public void Dispose()
    {
        _first?.Dispose();
        foreach (var code in _unpacked.Values)
        {
            code.Dispose();
        }
    }

    private static async Task WarmUpAsync(FunctionPool pool, CancellationToken cancellationToken)
    {
        if (await pool.WarmUpAsync(cancellationToken) is WarmUpOutcome.Failed failed)
        {
            throw new EmulatorStartException(FunctionStart.Describe(pool.Function.Name, failed));
        }
    }

    private void DisposeAfter(Task retired, string name)
    {
        if (_unpacked.GetValueOrDefault(name) is { } code)
        {
            _unpacked = _unpacked.Remove(name);
            _ = retired.ContinueWith(_ => code.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>Processes that are up and get no events yet. Disposed of before it has taken over, they end.</summary>
    internal sealed class Generation(FunctionGenerations owner) : IDisposable
    {
        private readonly List<(FunctionPool Pool, FunctionCode Code)> _members = [];
        private readonly List<FunctionCode> _notYet = [];

        public IEnumerable<FunctionPool> Pools => _members.Select(member => member.Pool);

        /// <summary>Code that goes with the generation, unless a pool of it is added.</summary>
        public void Own(FunctionCode code) => _notYet.Add(code);

        public void Add(Function function, FunctionCode code)
        {
            _members.Add((owner._functions.Prepare(function), code));
            _notYet.Remove(code);
        }

        public void TakeOver()
        {
            foreach (var (pool, code) in _members)
            {
                owner.DisposeAfter(owner._functions.Replace(pool), pool.Function.Name);
                owner._unpacked = owner._unpacked.SetItem(pool.Function.Name, code);
            }

            _members.Clear();
        }

        public void Dispose()
        {
            foreach (var (pool, code) in _members)
            {
                pool.Dispose();
                code.Dispose();
            }

            foreach (var code in _notYet)
            {
                code.Dispose();
            }
        }
    }
}
