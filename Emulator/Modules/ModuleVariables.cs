using Chat.Emulator.Template;

namespace Chat.Emulator.Modules;

/// <summary>
/// What functions find in their environments to reach this cloud instead of AWS, from all modules.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
/// </summary>
/// <param name="modules">Asked for when the first function is about to start: they need the functions themselves.</param>
internal sealed class ModuleVariables(RunningStack running, Func<IEnumerable<IModule>> modules) : IFunctionVariables
{
    private volatile Stack _stack = running.Current;

    /// <summary>From now on they are those of this stack.</summary>
    public void Announce(Stack stack)
    {
        _stack = stack;
        foreach (var module in modules())
        {
            module.Announce(stack);
        }
    }

    public IReadOnlyDictionary<string, string> Of(Function function)
    {
        var variables = new Dictionary<string, string>();
        foreach (var module in modules())
        {
            module.AddVariables(function, _stack, variables);
        }

        return variables;
    }
}
