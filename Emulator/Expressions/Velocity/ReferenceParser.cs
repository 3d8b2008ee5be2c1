using System.Collections.Immutable;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary>Reads references: a name, and the members, indexes and calls that follow it.</summary>
/// <param name="expressions">Reads what stands in brackets.</param>
internal sealed class ReferenceParser(TemplateCursor cursor, ExpressionParser expressions)
{
    /// <summary>Reads <c>$x</c>, <c>$!x</c>, <c>${x}</c> and <c>$!{x}</c> with what follows. Null, and nothing is read, for a dollar sign of its own.</summary>
    public Expression.Reference? TryReadReference()
    {
        var start = cursor.At;
        cursor.At++;
        cursor.At += cursor.Current == '!' ? 1 : 0;
        var isBraced = cursor.Current == '{';
        cursor.At += isBraced ? 1 : 0;
        if (!TemplateCursor.IsNameStart(cursor.Current))
        {
            cursor.At = start;
            return null;
        }

        cursor.Enter();
        var name = cursor.ReadName();
        var steps = ImmutableArray.CreateBuilder<Step>();
        while (TryReadStep() is { } step)
        {
            steps.Add(step);
        }

        if (isBraced)
        {
            if (cursor.Current != '}')
            {
                throw new TemplateFault(cursor.At, $"${{{name} needs a '}}' here.");
            }

            cursor.At++;
        }

        cursor.Leave();
        SupportedReferences.Require(name, steps);
        return new Expression.Reference(start, name, steps.ToImmutable());
    }

    private Step? TryReadStep()
    {
        var start = cursor.At;
        if (cursor.Current == '[')
        {
            cursor.At++;
            var key = expressions.Read();
            cursor.Expect(']', "an index");
            return new Step.Index(start, key);
        }

        if (cursor.Current != '.' || !TemplateCursor.IsNameStart(cursor.Next))
        {
            return null;
        }

        cursor.At++;
        var name = cursor.ReadName();
        if (cursor.Current != '(')
        {
            return new Step.Member(start, name);
        }

        cursor.At++;
        return new Step.Call(start, name, expressions.ReadItems(')', $".{name}("));
    }
}
