using System.Collections.Immutable;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary>Evaluates the expressions of one rendering.</summary>
/// <param name="interpolate">Renders the parts of a text in double quotes.</param>
internal sealed class ExpressionEvaluator(
    IReadOnlyDictionary<string, object?> variables, RenderingBudget budget, Func<ImmutableArray<Statement>, string> interpolate)
{
    public object? Evaluate(Expression expression)
    {
        budget.Charge(1, expression.Start);
        switch (expression)
        {
            case Expression.Literal literal:
                return literal.Value;
            case Expression.Reference reference:
                return Evaluate(reference);
            case Expression.Interpolation text:
                var output = interpolate(text.Parts);
                budget.Charge(output.Length / 100, text.Start);
                return output;
            case Expression.List list:
                return TemplateList.Of(list.Items.Select(Evaluate));
            case Expression.Map map:
                return Evaluate(map);
            case Expression.Range range:
                return Evaluate(range);
            case Expression.Not not:
                return !IsTrue(Evaluate(not.Operand));
            default:
                return Evaluate((Expression.Binary)expression);
        }
    }

    private TemplateMap Evaluate(Expression.Map literal)
    {
        var map = new TemplateMap();
        foreach (var (key, value) in literal.Entries)
        {
            map[ValueRendering.Text(Evaluate(key))] = Evaluate(value);
        }

        return map;
    }

    // Downwards too: [3..1] is 3, 2, 1.
    private TemplateList? Evaluate(Expression.Range range)
    {
        if (Evaluate(range.From) is not long from || Evaluate(range.To) is not long to)
        {
            return null;
        }

        var count = Math.Abs((decimal)to - from) + 1;
        budget.Charge((int)Math.Min(count, RenderingBudget.MaxSteps + 1), range.Start);
        return TemplateList.Of(Enumerable.Range(0, (int)count).Select(i => (object?)(from <= to ? from + i : from - i)));
    }

    private object? Evaluate(Expression.Binary binary)
    {
        var left = Evaluate(binary.Left);
        switch (binary.Operator)
        {
            case Operator.And:
                return IsTrue(left) && IsTrue(Evaluate(binary.Right));
            case Operator.Or:
                return IsTrue(left) || IsTrue(Evaluate(binary.Right));
        }

        var right = Evaluate(binary.Right);
        var result = Operators.Apply(binary.Operator, left, right);
        if (result is string text)
        {
            budget.Charge(text.Length / 100, binary.Start);
            RenderingBudget.RequireLength(text, binary.Start);
        }

        return result;
    }

    private object? Evaluate(Expression.Reference reference)
    {
        var value = variables.GetValueOrDefault(reference.Name);
        foreach (var step in reference.Steps)
        {
            if (value is null)
            {
                return null;
            }

            value = Evaluate(value, step);
        }

        return value;
    }

    private object? Evaluate(object value, Step step)
    {
        switch (step)
        {
            case Step.Member member:
                return Members.Get(value, member.Name);
            case Step.Index index:
                return Members.At(value, Evaluate(index.Key));
            default:
                var call = (Step.Call)step;
                object?[] arguments = [.. call.Arguments.Select(Evaluate)];
                try
                {
                    // What a method looks at is counted too: a list, or a text by the hundred characters.
                    budget.Charge(10 + Members.SizeOf(value) + arguments.Sum(Members.SizeOf), call.Start);
                    var result = Members.Call(value, call.Name, arguments);
                    RenderingBudget.RequireLength(result as string, call.Start);
                    return result;
                }
                catch (TemplateFault fault) when (fault.At == 0)
                {
                    throw new TemplateFault(call.Start, fault.Message);
                }
        }
    }

    /// <summary>As in Velocity 1.7: what is there is true, an empty text too.</summary>
    public static bool IsTrue(object? value) => value is not null and not false;
}
