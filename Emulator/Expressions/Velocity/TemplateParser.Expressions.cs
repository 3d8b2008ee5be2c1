using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Chat.Emulator.Expressions.Velocity;

internal sealed partial class TemplateParser
{
    // From the loosest to the tightest, as in Velocity's grammar.
    private static readonly ImmutableArray<ImmutableArray<(string Sign, Operator Operator)>> Levels =
    [
        [("||", Operator.Or), ("or", Operator.Or)],
        [("&&", Operator.And), ("and", Operator.And)],
        [("==", Operator.Equal), ("!=", Operator.NotEqual), ("eq", Operator.Equal), ("ne", Operator.NotEqual)],
        [
            ("<=", Operator.LessOrEqual), (">=", Operator.GreaterOrEqual), ("<", Operator.Less), (">", Operator.Greater),
            ("le", Operator.LessOrEqual), ("ge", Operator.GreaterOrEqual), ("lt", Operator.Less), ("gt", Operator.Greater),
        ],
        [("+", Operator.Add), ("-", Operator.Subtract)],
        [("*", Operator.Multiply), ("/", Operator.Divide), ("%", Operator.Remainder)],
    ];

    private Expression ReadExpression(int level = 0)
    {
        if (level == Levels.Length)
        {
            return ReadUnary();
        }

        Enter();
        var left = ReadExpression(level + 1);
        for (var chained = 0; ; chained++)
        {
            SkipBlanks();
            var start = _at;
            if (TryReadOperator(Levels[level]) is not { } @operator)
            {
                _depth--;
                return left;
            }

            if (chained > MaxDepth)
            {
                throw new TemplateFault(start, $"an expression has more than {MaxDepth} operators in a row.");
            }

            left = new Expression.Binary(start, @operator, left, ReadExpression(level + 1));
        }
    }

    private Operator? TryReadOperator(ImmutableArray<(string Sign, Operator Operator)> operators)
    {
        foreach (var (sign, @operator) in operators)
        {
            if (IsHere(sign))
            {
                _at += sign.Length;
                return @operator;
            }
        }

        return null;
    }

    // A word ends where a name would: "order" is not "or".
    private bool IsHere(string sign) =>
        string.CompareOrdinal(_text, _at, sign, 0, sign.Length) == 0
        && (!char.IsAsciiLetter(sign[0]) || _at + sign.Length >= _text.Length || !IsNamePart(_text[_at + sign.Length]));

    private static bool IsNamePart(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-';

    private Expression ReadUnary()
    {
        SkipBlanks();
        var start = _at;
        var isNot = IsHere("not");
        if (!isNot && (Current != '!' || Next == '='))
        {
            return ReadPrimary();
        }

        Enter();
        _at += isNot ? 3 : 1;
        var operand = ReadUnary();
        _depth--;
        return new Expression.Not(start, operand);
    }

    private Expression ReadPrimary()
    {
        var start = _at;
        switch (Current)
        {
            case '$':
                return TryReadReference() ?? throw new TemplateFault(start, "a reference needs a name after the dollar sign.");
            case '(':
                _at++;
                var inner = ReadExpression();
                Expect(')', "an expression");
                return inner;
            case '\'':
                return new Expression.Literal(start, ReadQuoted('\''));
            case '"':
                return ReadInterpolation(start);
            case '[':
                _at++;
                return ReadListOrRange(start);
            case '{':
                _at++;
                return ReadMap(start);
            case '-' when char.IsAsciiDigit(Next):
            case >= '0' and <= '9':
                return ReadNumber(start);
            default:
                return IsHere("true") ? Word(start, 4, true)
                    : IsHere("false") ? Word(start, 5, false)
                    : throw new TemplateFault(start, IsAtEnd
                        ? "the template ends in an expression."
                        : $"'{(IsNameStart(Current) ? ReadName() : Current)}' isn't a value: references begin with $, strings with a quotation mark.");
        }
    }

    private Expression.Literal Word(int start, int length, object value)
    {
        _at += length;
        return new Expression.Literal(start, value);
    }

    private Expression.Literal ReadNumber(int start)
    {
        _at++;
        while (char.IsAsciiDigit(Current))
        {
            _at++;
        }

        // [1..5] has two dots.
        var isWhole = Current != '.' || !char.IsAsciiDigit(Next);
        if (!isWhole)
        {
            _at++;
            while (char.IsAsciiDigit(Current))
            {
                _at++;
            }
        }

        var digits = _text.AsSpan(start.._at);
        return isWhole && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? new Expression.Literal(start, whole)
            : new Expression.Literal(start, double.Parse(digits, CultureInfo.InvariantCulture));
    }

    private Expression ReadListOrRange(int start)
    {
        SkipBlanks();
        if (Current == ']')
        {
            _at++;
            return new Expression.List(start, []);
        }

        var first = ReadExpression();
        SkipBlanks();
        if (Current == '.' && Next == '.')
        {
            _at += 2;
            var last = ReadExpression();
            Expect(']', "a range");
            return new Expression.Range(start, first, last);
        }

        if (Current == ']')
        {
            _at++;
            return new Expression.List(start, [first]);
        }

        Expect(',', "a list");
        return new Expression.List(start, [first, .. ReadItems(']', "a list")]);
    }

    private Expression.Map ReadMap(int start)
    {
        var entries = ImmutableArray.CreateBuilder<(Expression, Expression)>();
        SkipBlanks();
        while (Current != '}')
        {
            if (entries.Count > 0)
            {
                Expect(',', "a map");
            }

            var key = ReadExpression();
            Expect(':', "a map");
            entries.Add((key, ReadExpression()));
            SkipBlanks();
        }

        _at++;
        return new Expression.Map(start, entries.ToImmutable());
    }

    private Expression ReadInterpolation(int start)
    {
        var content = ReadQuoted('"');
        if (!content.AsSpan().ContainsAny('$', '#'))
        {
            return new Expression.Literal(start, content);
        }

        Enter();
        try
        {
            var inner = new TemplateParser(content) { _depth = _depth };
            var parts = inner.ReadBlock(out var end);
            _depth--;
            return end is null ? new Expression.Interpolation(start, parts) : throw new TemplateFault(0, $"#{end} has no #if before it.");
        }
        catch (TemplateFault fault)
        {
            // Quotes that were doubled shift it by a few characters at most.
            throw new TemplateFault(start + 1 + fault.At, fault.Message);
        }
    }

    // A quote is written twice, or in double quotes after a backslash; other backslashes stay, since they are for regular expressions.
    private string ReadQuoted(char quote)
    {
        var start = _at++;
        var content = new StringBuilder();
        while (true)
        {
            if (IsAtEnd)
            {
                throw new TemplateFault(start, "a string has no closing quotation mark.");
            }

            if (Current == quote)
            {
                _at++;
                if (Current != quote)
                {
                    return content.ToString();
                }
            }
            else if (Current == '\\' && quote == '"' && Next is '"' or '\\')
            {
                if (Next == '\\')
                {
                    content.Append('\\');
                }

                _at++;
            }

            content.Append(Current);
            _at++;
        }
    }
}
