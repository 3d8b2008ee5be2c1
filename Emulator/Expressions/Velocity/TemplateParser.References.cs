using System.Collections.Immutable;
using Chat.Emulator.Expressions.Paths;

namespace Chat.Emulator.Expressions.Velocity;

internal sealed partial class TemplateParser
{
    /// <summary>Reads <c>$x</c>, <c>$!x</c>, <c>${x}</c> and <c>$!{x}</c> with what follows. Null, and nothing is read, for a dollar sign of its own.</summary>
    private Expression.Reference? TryReadReference()
    {
        var start = _at;
        _at++;
        _at += Current == '!' ? 1 : 0;
        var isBraced = Current == '{';
        _at += isBraced ? 1 : 0;
        if (!IsNameStart(Current))
        {
            _at = start;
            return null;
        }

        Enter();
        var name = ReadName();
        var steps = ImmutableArray.CreateBuilder<Step>();
        while (TryReadStep() is { } step)
        {
            steps.Add(step);
        }

        if (isBraced)
        {
            if (Current != '}')
            {
                throw new TemplateFault(_at, $"${{{name} needs a '}}' here.");
            }

            _at++;
        }

        _depth--;
        Check(name, steps);
        return new Expression.Reference(start, name, steps.ToImmutable());
    }

    private Step? TryReadStep()
    {
        var start = _at;
        if (Current == '[')
        {
            _at++;
            var key = ReadExpression();
            Expect(']', "an index");
            return new Step.Index(start, key);
        }

        if (Current != '.' || !IsNameStart(Next))
        {
            return null;
        }

        _at++;
        var name = ReadName();
        if (Current != '(')
        {
            return new Step.Member(start, name);
        }

        _at++;
        return new Step.Call(start, name, ReadItems(')', $".{name}("));
    }

    /// <summary>Expressions with commas between, up to the closing character and over it.</summary>
    private ImmutableArray<Expression> ReadItems(char close, string where)
    {
        var items = ImmutableArray.CreateBuilder<Expression>();
        SkipBlanks();
        while (Current != close)
        {
            if (items.Count > 0)
            {
                Expect(',', where);
            }

            items.Add(ReadExpression());
            SkipBlanks();
        }

        _at++;
        return items.ToImmutable();
    }

    // Refused when the template is read, so that nobody's message finds it out.
    private static void Check(string name, ImmutableArray<Step>.Builder steps)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            var member = step switch
            {
                Step.Call call => call.Name,
                Step.Member property => property.Name,
                _ => null,
            };
            if (i == 0 && name == "input" && (member is null || !SupportedNames.InputMembers.Contains(member)))
            {
                throw new TemplateFault(step.Start, $"$input{Shown(member)} isn't known: $input has {Listed(SupportedNames.InputMembers)}.");
            }

            if (i == 0 && name == "util" && (step is not Step.Call || !SupportedNames.UtilMethods.Contains(member!)))
            {
                throw new TemplateFault(step.Start, $"$util{Shown(member)} isn't known: $util has {Listed(SupportedNames.UtilMethods)}.");
            }

            if (step is Step.Call && !(i == 0 && name is "input" or "util") && !SupportedNames.Methods.Contains(member!))
            {
                throw new TemplateFault(step.Start, $"the method {member} isn't supported. These are: {Listed(SupportedNames.Methods)}.");
            }

            if (step is Step.Call { Arguments: [Expression.Literal { Value: string path }] } literal && i == 0 && name == "input"
                && member is "path" or "json" && !JsonPath.TryParse(path, out _, out var error))
            {
                throw new TemplateFault(literal.Start, error);
            }
        }
    }

    private static string Shown(string? member) => member is null ? "[…]" : $".{member}";

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    private static bool IsNameStart(char character) => char.IsAsciiLetter(character) || character == '_';

    private string ReadName()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '-')
        {
            _at++;
        }

        return _text[start.._at];
    }
}
