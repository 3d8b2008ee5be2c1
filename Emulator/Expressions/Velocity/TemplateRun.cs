using System.Collections.Immutable;
using System.Text;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary>One rendering of a template. Bounded in steps and in what it makes, since what it works on comes from clients.</summary>
internal sealed class TemplateRun
{
    private readonly Dictionary<string, object?> _variables;
    private readonly RenderingBudget _budget = new();
    private readonly ExpressionEvaluator _evaluator;
    private readonly StringBuilder _output = new();

    public TemplateRun(IReadOnlyDictionary<string, object?> variables)
    {
        _variables = new(variables, StringComparer.Ordinal);
        _evaluator = new ExpressionEvaluator(_variables, _budget, Interpolate);
    }

    private enum Flow
    {
        Next,
        Break,
        Stop,
    }

    /// <exception cref="TemplateFault">A bound is reached, or a value can't be made.</exception>
    public string Render(ImmutableArray<Statement> statements)
    {
        Render(statements, _output);
        return _output.ToString();
    }

    private Flow Render(ImmutableArray<Statement> statements, StringBuilder output)
    {
        foreach (var statement in statements)
        {
            _budget.Charge(1, statement.Start);
            var flow = Render(statement, output);
            if (output.Length > RenderingBudget.MaxTextLength)
            {
                throw new TemplateFault(statement.Start, $"the output is longer than {RenderingBudget.MaxTextLength} characters.");
            }

            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    private Flow Render(Statement statement, StringBuilder output)
    {
        switch (statement)
        {
            case Statement.Text text:
                output.Append(text.Content);
                return Flow.Next;
            case Statement.Output reference:
                // As on AWS, and unlike Velocity: what isn't there is rendered as nothing, with an exclamation mark or without.
                output.Append(_evaluator.Evaluate(reference.Value) is { } value ? ValueRendering.Text(value) : "");
                return Flow.Next;
            case Statement.Set set:
                Set(set);
                return Flow.Next;
            case Statement.If branches:
                return Render(Choose(branches), output);
            case Statement.ForEach loop:
                return Render(loop, output);
            case Statement.Break:
                return Flow.Break;
            default:
                return Flow.Stop;
        }
    }

    private ImmutableArray<Statement> Choose(Statement.If branches)
    {
        foreach (var (condition, body) in branches.Branches)
        {
            if (ExpressionEvaluator.IsTrue(_evaluator.Evaluate(condition)))
            {
                return body;
            }
        }

        return branches.Otherwise;
    }

    // As in Velocity 1.7: #set leaves a variable as it is when the value isn't there.
    private void Set(Statement.Set set)
    {
        if (_evaluator.Evaluate(set.Value) is not { } value)
        {
            return;
        }

        var target = set.Target;
        if (target.Steps.IsEmpty)
        {
            _variables[target.Name] = value;
            return;
        }

        var holder = _evaluator.Evaluate(target with { Steps = target.Steps[..^1] });
        var key = target.Steps[^1] is Step.Member member ? member.Name : _evaluator.Evaluate(((Step.Index)target.Steps[^1]).Key);
        switch (holder)
        {
            case TemplateMap map when key is not null:
                map[ValueRendering.Text(key)] = value;
                break;
            case TemplateList list when key is long index && index >= 0 && index < list.Count:
                list[(int)index] = value;
                break;
        }
    }

    private Flow Render(Statement.ForEach loop, StringBuilder output)
    {
        // A copy, because the body may change the list.
        var items = Items(_evaluator.Evaluate(loop.Items));
        if (items is null)
        {
            return Flow.Next;
        }

        var before = (Item: _variables.GetValueOrDefault(loop.Variable), Loop: _variables.GetValueOrDefault("foreach"), Count: _variables.GetValueOrDefault("velocityCount"));
        var flow = Flow.Next;
        for (var i = 0; i < items.Length && flow == Flow.Next; i++)
        {
            _variables[loop.Variable] = items[i];
            _variables["velocityCount"] = i + 1L;
            _variables["foreach"] = new TemplateMap
            {
                ["index"] = (long)i,
                ["count"] = i + 1L,
                ["hasNext"] = i < items.Length - 1,
                ["first"] = i == 0,
                ["last"] = i == items.Length - 1,
                ["parent"] = before.Loop,
            };
            _budget.Charge(1, loop.Start);
            flow = Render(loop.Body, output);
        }

        Restore(loop.Variable, before.Item);
        Restore("foreach", before.Loop);
        Restore("velocityCount", before.Count);
        return flow == Flow.Stop ? Flow.Stop : Flow.Next;
    }

    private void Restore(string name, object? value)
    {
        if (value is null)
        {
            _variables.Remove(name);
        }
        else
        {
            _variables[name] = value;
        }
    }

    // Of a map the values, as Velocity has it.
    private static object?[]? Items(object? value) => value switch
    {
        TemplateList list => [.. list],
        TemplateMap map => [.. map.Values],
        _ => null,
    };

    private string Interpolate(ImmutableArray<Statement> parts)
    {
        var output = new StringBuilder();
        Render(parts, output);
        return output.ToString();
    }
}
