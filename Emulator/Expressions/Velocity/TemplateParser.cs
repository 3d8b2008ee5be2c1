using System.Collections.Immutable;
using System.Text;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary>
/// Reads a template in the Velocity Template Language: its text and directives here, references and expressions in the other parts.
/// https://velocity.apache.org/engine/1.7/vtl-reference.html
/// </summary>
/// <remarks>A directive takes the line break behind it with it, as in Velocity 1.7; what is indented before it stays.</remarks>
internal sealed partial class TemplateParser
{
    // Deeper than any template that somebody reads; the parser and the evaluator recurse.
    private const int MaxDepth = 500;

    private readonly string _text;
    private int _at;
    private int _depth;
    private int _loops;

    private TemplateParser(string text) => _text = text;

    /// <exception cref="TemplateFault">The text is no template, or one outside the subset that is run.</exception>
    public static ImmutableArray<Statement> Parse(string text)
    {
        var parser = new TemplateParser(text);
        var statements = parser.ReadBlock(out var end);
        return end is null ? statements : throw new TemplateFault(parser._at, $"#{end} has no #if or #foreach before it.");
    }

    private bool IsAtEnd => _at >= _text.Length;

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private char Next => _at + 1 < _text.Length ? _text[_at + 1] : '\0';

    /// <summary>Reads up to the directive that ends a block, and over it. Null: the template's end.</summary>
    private ImmutableArray<Statement> ReadBlock(out string? end)
    {
        Enter();
        var statements = ImmutableArray.CreateBuilder<Statement>();
        var text = new StringBuilder();
        var start = _at;
        end = null;
        while (end is null && !IsAtEnd)
        {
            Statement? statement = null;
            var here = _at;
            switch (Current)
            {
                case '\\':
                    ReadBackslashes(text);
                    break;
                case '$' when TryReadReference() is { } reference:
                    statement = new Statement.Output(here, reference);
                    break;
                case '#' when TrySkipComment(text):
                    break;
                case '#' when PeekDirective() is { } name:
                    statement = ReadDirective(name, out end);
                    break;
                default:
                    text.Append(Current);
                    _at++;
                    break;
            }

            if (statement is not null || end is not null || IsAtEnd)
            {
                if (text.Length > 0)
                {
                    statements.Add(new Statement.Text(start, text.ToString()));
                    text.Clear();
                }

                if (statement is not null)
                {
                    statements.Add(statement);
                }

                start = _at;
            }
        }

        _depth--;
        return statements.ToImmutable();
    }

    // \$x and \#if stand for themselves without the backslash, two backslashes for one; before anything else a backslash is one.
    private void ReadBackslashes(StringBuilder text)
    {
        var count = 0;
        for (; Current == '\\'; _at++)
        {
            count++;
        }

        var here = _at;
        var isActive = Current == '$' ? TryReadReference() is not null : Current == '#' && PeekDirective() is not null;
        _at = here;
        text.Append('\\', isActive ? count / 2 : count);
        if (isActive && count % 2 == 1)
        {
            text.Append(Current);
            _at++;
        }
    }

    private bool TrySkipComment(StringBuilder text)
    {
        if (Next == '#')
        {
            var lineBreak = _text.IndexOf('\n', _at);
            _at = lineBreak < 0 ? _text.Length : lineBreak + 1;
            return true;
        }

        if (Next == '*')
        {
            var close = _text.IndexOf("*#", _at + 2, StringComparison.Ordinal);
            _at = close < 0 ? throw new TemplateFault(_at, "#* has no *# after it.") : close + 2;
            return true;
        }

        if (Next == '[' && string.CompareOrdinal(_text, _at, "#[[", 0, 3) == 0)
        {
            var close = _text.IndexOf("]]#", _at + 3, StringComparison.Ordinal);
            text.Append(close < 0 ? throw new TemplateFault(_at, "#[[ has no ]]# after it.") : _text.AsSpan((_at + 3)..close));
            _at = close + 3;
            return true;
        }

        return false;
    }

    /// <summary>The name in <c>#name</c> or <c>#{name}</c>, when that is a directive; what looks like a call and isn't known is refused.</summary>
    private string? PeekDirective()
    {
        var at = _at + 1;
        var isBraced = at < _text.Length && _text[at] == '{';
        at += isBraced ? 1 : 0;
        var from = at;
        while (at < _text.Length && (char.IsAsciiLetterOrDigit(_text[at]) || _text[at] is '_' or '@'))
        {
            at++;
        }

        var name = _text[from..at];
        if (isBraced && (at >= _text.Length || _text[at] != '}'))
        {
            return null;
        }

        // #elsewhere is text, and #else{ is not.
        if (SupportedNames.Directives.Contains(name))
        {
            return name;
        }

        at += isBraced ? 1 : 0;
        while (at < _text.Length && _text[at] is ' ' or '\t')
        {
            at++;
        }

        var isCall = name.Length > 0 && !char.IsAsciiDigit(name[0]) && at < _text.Length && _text[at] == '(';
        return SupportedNames.DirectivesNotRun.Contains(name) || isCall
            ? throw new TemplateFault(_at, $"#{name} isn't supported: the directives are #set, #if, #elseif, #else, #end, #foreach, #break and #stop.")
            : null;
    }

    private Statement? ReadDirective(string name, out string? end)
    {
        var start = _at;
        end = null;
        _at += _text[_at + 1] == '{' ? name.Length + 3 : name.Length + 1;
        switch (name)
        {
            case "set":
                return ReadSet(start);
            case "if":
                return ReadIf(start);
            case "foreach":
                return ReadForEach(start);
            case "break":
                SkipLineBreak();
                return _loops > 0 ? new Statement.Break(start) : throw new TemplateFault(start, "#break is outside #foreach.");
            case "stop":
                SkipLineBreak();
                return new Statement.Stop(start);
            default:
                // The one who reads #if or #foreach goes on from here.
                _at = start;
                end = name;
                return null;
        }
    }

    private Statement.Set ReadSet(int start)
    {
        Expect('(', "#set");
        SkipBlanks();
        var target = (Current == '$' ? TryReadReference() : null) as Expression.Reference
            ?? throw new TemplateFault(_at, "#set needs a reference to set, such as #set($x = 1).");
        if (target.Name is "input" or "context" or "util" or "stageVariables")
        {
            throw new TemplateFault(target.Start, $"#set can't set ${target.Name}: it is API Gateway's.");
        }

        if (target.Steps is [.., Step.Call])
        {
            throw new TemplateFault(target.Start, "#set can't set what a method returns.");
        }

        Expect('=', "#set");
        var value = ReadExpression();
        Expect(')', "#set");
        SkipLineBreak();
        return new Statement.Set(start, target, value);
    }

    private Statement.If ReadIf(int start)
    {
        var branches = ImmutableArray.CreateBuilder<(Expression, ImmutableArray<Statement>)>();
        var otherwise = ImmutableArray<Statement>.Empty;
        var hasElse = false;
        for (var name = "if"; name != "end";)
        {
            Expression? condition = null;
            if (name == "else")
            {
                hasElse = true;
            }
            else
            {
                Expect('(', $"#{name}");
                condition = ReadExpression();
                Expect(')', $"#{name}");
            }

            SkipLineBreak();
            var body = ReadBlock(out var end);
            if (end is null)
            {
                throw new TemplateFault(start, "#if has no #end.");
            }

            if (hasElse && end != "end")
            {
                throw new TemplateFault(_at, $"#{end} comes after #else.");
            }

            if (condition is null)
            {
                otherwise = body;
            }
            else
            {
                branches.Add((condition, body));
            }

            name = end;
            SkipDirective(name);
        }

        SkipLineBreak();
        return new Statement.If(start, branches.ToImmutable(), otherwise);
    }

    private Statement.ForEach ReadForEach(int start)
    {
        Expect('(', "#foreach");
        SkipBlanks();
        if (Current != '$' || TryReadReference() is not Expression.Reference { Steps: [] } variable)
        {
            throw new TemplateFault(_at, "#foreach needs a variable, such as #foreach($x in $list).");
        }

        SkipBlanks();
        if (string.CompareOrdinal(_text, _at, "in", 0, 2) != 0)
        {
            throw new TemplateFault(_at, "#foreach needs the word in: #foreach($x in $list).");
        }

        _at += 2;
        var items = ReadExpression();
        Expect(')', "#foreach");
        SkipLineBreak();
        _loops++;
        var body = ReadBlock(out var end);
        _loops--;
        if (end != "end")
        {
            throw new TemplateFault(end is null ? start : _at, end is null ? "#foreach has no #end." : $"#{end} is inside #foreach, without an #if.");
        }

        SkipDirective(end);
        SkipLineBreak();
        return new Statement.ForEach(start, variable.Name, items, body);
    }

    private void SkipDirective(string name) => _at += _text[_at + 1] == '{' ? name.Length + 3 : name.Length + 1;

    private void SkipLineBreak()
    {
        var at = _at;
        while (at < _text.Length && _text[at] is ' ' or '\t' or '\r')
        {
            at++;
        }

        if (at < _text.Length && _text[at] == '\n')
        {
            _at = at + 1;
        }
    }

    private void SkipBlanks()
    {
        while (!IsAtEnd && char.IsWhiteSpace(Current))
        {
            _at++;
        }
    }

    private void Expect(char character, string where)
    {
        SkipBlanks();
        if (Current != character || IsAtEnd)
        {
            throw new TemplateFault(_at, $"{where} needs a '{character}' here.");
        }

        _at++;
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new TemplateFault(_at, $"the nesting here is deeper than {MaxDepth} levels.");
        }
    }
}
