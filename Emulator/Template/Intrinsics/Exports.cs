namespace Chat.Emulator.Template.Intrinsics;

/// <summary>What the assembly's stacks export to each other: <c>"Outputs":{"…":{"Value":…,"Export":{"Name":…}}}</c>.</summary>
internal sealed class Exports(EvaluationGuard guard)
{
    private readonly List<Resolver> _stacks = [];
    private readonly Dictionary<string, Value> _known = new(StringComparer.Ordinal);

    public void Add(Resolver stack) => _stacks.Add(stack);

    public Value Import(string name, Location at)
    {
        if (!_known.TryGetValue(name, out var value))
        {
            value = _known[name] = guard.Following($"export {name}", at, () => Find(name, at));
        }

        return value;
    }

    private Value Find(string name, Location at)
    {
        foreach (var stack in _stacks)
        {
            foreach (var output in stack.Template.Section("Outputs"))
            {
                var here = stack.Template.At.Into("Outputs").Into(output.Name);
                if (output.Value.TryGetText("Condition") is { } condition && !stack.Conditions.IsTrue(condition, here))
                {
                    continue;
                }

                if (output.Value.TryGetObject("Export") is { } export && export.TryGetProperty("Name", out var exportName)
                    && stack.ResolveText(exportName, here.Into("Export.Name")) == name
                    && output.Value.TryGetProperty("Value", out var value))
                {
                    return stack.Resolve(value, here);
                }
            }
        }

        return StandIn.For(name, new Missing($"the export {name} of another stack"));
    }
}
