using System.Collections.Immutable;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary>Reads expressions: operators, and between them literals, lists, maps, references, and texts that are templates themselves.</summary>
internal sealed class ExpressionParser
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

    private readonly TemplateCursor _cursor;
    private readonly ReferenceParser _references;

    public ExpressionParser(TemplateCursor cursor)
    {
        _cursor = cursor;
        _references = new ReferenceParser(cursor, this);
    }

    /// <inheritdoc cref="ReferenceParser.TryReadReference"/>
    public Expression.Reference? TryReadReference() => _references.TryReadReference();

    public Expression Read(int level = 0)
    {
        if (level == Levels.Length)
        {
            return ReadUnary();
        }

        _cursor.Enter();
        var left = Read(level + 1);
        for (var chained = 0; ; chained++)
        {
            _cursor.SkipBlanks();
            var start = _cursor.At;
            if (TryReadOperator(Levels[level]) is not { } @operator)
            {
                _cursor.Leave();
                return left;
            }

            if (chained > TemplateCursor.MaxDepth)
            {
                throw new TemplateFault(start, $"an expression has more than {TemplateCursor.MaxDepth} operators in a row.");
            }

            left = new Expression.Binary(start, @operator, left, Read(level + 1));
        }
    }

    private Operator? TryReadOperator(ImmutableArray<(string Sign, Operator Operator)> operators)
    {
        foreach (var (sign, @operator) in operators)
        {
            if (_cursor.IsHere(sign))
            {
                _cursor.At += sign.Length;
                return @operator;
            }
        }

        return null;
    }

    private Expression ReadUnary()
    {
        _cursor.SkipBlanks();
        var start = _cursor.At;
        var isNot = _cursor.IsHere("not");
        if (!isNot && (_cursor.Current != '!' || _cursor.Next == '='))
        {
            return ReadPrimary();
        }

        _cursor.Enter();
        _cursor.At += isNot ? 3 : 1;
        var operand = ReadUnary();
        _cursor.Leave();
        return new Expression.Not(start, operand);
    }

    private Expression ReadPrimary()
    {
        var start = _cursor.At;
        switch (_cursor.Current)
        {
            case '$':
                return _references.TryReadReference() ?? throw new TemplateFault(start, "a reference needs a name after the dollar sign.");
            case '(':
                _cursor.At++;
                var inner = Read();
                _cursor.Expect(')', "an expression");
                return inner;
            case '\'':
                return new Expression.Literal(start, Literals.ReadQuoted(_cursor, '\''));
            case '"':
                return ReadInterpolation(start);
            case '[':
                _cursor.At++;
                return ReadListOrRange(start);
            case '{':
                _cursor.At++;
                return ReadMap(start);
            case '-' when char.IsAsciiDigit(_cursor.Next):
            case >= '0' and <= '9':
                return Literals.ReadNumber(_cursor);
            default:
                return _cursor.IsHere("true") ? Word(start, 4, true)
                    : _cursor.IsHere("false") ? Word(start, 5, false)
                    : throw new TemplateFault(start, _cursor.IsAtEnd
                        ? "the template ends in an expression."
                        : $"'{(TemplateCursor.IsNameStart(_cursor.Current) ? _cursor.ReadName() : _cursor.Current)}' isn't a value: references begin with $, strings with a quotation mark.");
        }
    }

    private Expression.Literal Word(int start, int length, object value)
    {
        _cursor.At += length;
        return new Expression.Literal(start, value);
    }

    private Expression ReadListOrRange(int start)
    {
        _cursor.SkipBlanks();
        if (_cursor.Current == ']')
        {
            _cursor.At++;
            return new Expression.List(start, []);
        }

        var first = Read();
        _cursor.SkipBlanks();
        if (_cursor.Current == '.' && _cursor.Next == '.')
        {
            _cursor.At += 2;
            var last = Read();
            _cursor.Expect(']', "a range");
            return new Expression.Range(start, first, last);
        }

        if (_cursor.Current == ']')
        {
            _cursor.At++;
            return new Expression.List(start, [first]);
        }

        _cursor.Expect(',', "a list");
        return new Expression.List(start, [first, .. ReadItems(']', "a list")]);
    }

    private Expression.Map ReadMap(int start)
    {
        var entries = ImmutableArray.CreateBuilder<(Expression, Expression)>();
        _cursor.SkipBlanks();
        while (_cursor.Current != '}')
        {
            if (entries.Count > 0)
            {
                _cursor.Expect(',', "a map");
            }

            var key = Read();
            _cursor.Expect(':', "a map");
            entries.Add((key, Read()));
            _cursor.SkipBlanks();
        }

        _cursor.At++;
        return new Expression.Map(start, entries.ToImmutable());
    }

    private Expression ReadInterpolation(int start)
    {
        var content = Literals.ReadQuoted(_cursor, '"');
        if (!content.AsSpan().ContainsAny('$', '#'))
        {
            return new Expression.Literal(start, content);
        }

        _cursor.Enter();
        try
        {
            var parts = TemplateParser.ParseWithin(content, _cursor.Depth);
            _cursor.Leave();
            return new Expression.Interpolation(start, parts);
        }
        catch (TemplateFault fault)
        {
            // Quotes that were doubled shift it by a few characters at most.
            throw new TemplateFault(start + 1 + fault.At, fault.Message);
        }
    }

    /// <summary>Expressions with commas between, up to the closing character and over it.</summary>
    public ImmutableArray<Expression> ReadItems(char close, string where)
    {
        var items = ImmutableArray.CreateBuilder<Expression>();
        _cursor.SkipBlanks();
        while (_cursor.Current != close)
        {
            if (items.Count > 0)
            {
                _cursor.Expect(',', where);
            }

            items.Add(Read());
            _cursor.SkipBlanks();
        }

        _cursor.At++;
        return items.ToImmutable();
    }
}
