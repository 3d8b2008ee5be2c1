using System.Collections.Immutable;
using System.Text;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary>
/// Reads a template in the Velocity Template Language: its text and directives here, what is in them by <see cref="ExpressionParser"/>.
/// https://velocity.apache.org/engine/1.7/vtl-reference.html
/// </summary>
/// <remarks>A directive takes the line break behind it with it, as in Velocity 1.7; what is indented before it stays.</remarks>
internal sealed class TemplateParser
{
    private readonly TemplateCursor _cursor;
    private readonly ExpressionParser _expressions;
    private readonly DirectiveReader _directives;
    private int _loops;

    private TemplateParser(TemplateCursor cursor)
    {
        _cursor = cursor;
        _expressions = new ExpressionParser(cursor);
        _directives = new DirectiveReader(cursor);
    }

    /// <exception cref="TemplateFault">The text is no template, or one outside the subset that is run.</exception>
    public static ImmutableArray<Statement> Parse(string text)
    {
        var parser = new TemplateParser(new TemplateCursor(text));
        var statements = parser.ReadBlock(out var end);
        return end is null ? statements : throw new TemplateFault(parser._cursor.At, $"#{end} has no #if or #foreach before it.");
    }

    /// <summary>Parses a text that stands in a template, in double quotes.</summary>
    /// <param name="depth">How deep it is nested there.</param>
    /// <exception cref="TemplateFault">As of <see cref="Parse"/>, at a place in the text.</exception>
    public static ImmutableArray<Statement> ParseWithin(string text, int depth)
    {
        var statements = new TemplateParser(new TemplateCursor(text, depth)).ReadBlock(out var end);
        return end is null ? statements : throw new TemplateFault(0, $"#{end} has no #if before it.");
    }

    /// <summary>Reads up to the directive that ends a block, and over it. Null: the template's end.</summary>
    private ImmutableArray<Statement> ReadBlock(out string? end)
    {
        _cursor.Enter();
        var statements = ImmutableArray.CreateBuilder<Statement>();
        var text = new StringBuilder();
        var start = _cursor.At;
        end = null;
        while (end is null && !_cursor.IsAtEnd)
        {
            Statement? statement = null;
            var here = _cursor.At;
            switch (_cursor.Current)
            {
                case '\\':
                    ReadBackslashes(text);
                    break;
                case '$' when _expressions.TryReadReference() is { } reference:
                    statement = new Statement.Output(here, reference);
                    break;
                case '#' when _directives.TrySkipComment(text):
                    break;
                case '#' when _directives.Peek() is { } name:
                    statement = ReadDirective(name, out end);
                    break;
                default:
                    text.Append(_cursor.Current);
                    _cursor.At++;
                    break;
            }

            if (statement is not null || end is not null || _cursor.IsAtEnd)
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

                start = _cursor.At;
            }
        }

        _cursor.Leave();
        return statements.ToImmutable();
    }

    // \$x and \#if stand for themselves without the backslash, two backslashes for one; before anything else a backslash is one.
    private void ReadBackslashes(StringBuilder text)
    {
        var count = 0;
        for (; _cursor.Current == '\\'; _cursor.At++)
        {
            count++;
        }

        var here = _cursor.At;
        var isActive = _cursor.Current == '$' ? _expressions.TryReadReference() is not null : _cursor.Current == '#' && _directives.Peek() is not null;
        _cursor.At = here;
        text.Append('\\', isActive ? count / 2 : count);
        if (isActive && count % 2 == 1)
        {
            text.Append(_cursor.Current);
            _cursor.At++;
        }
    }

    private Statement? ReadDirective(string name, out string? end)
    {
        var start = _cursor.At;
        end = null;
        _directives.Skip(name);
        switch (name)
        {
            case "set":
                return ReadSet(start);
            case "if":
                return ReadIf(start);
            case "foreach":
                return ReadForEach(start);
            case "break":
                _cursor.SkipLineBreak();
                return _loops > 0 ? new Statement.Break(start) : throw new TemplateFault(start, "#break is outside #foreach.");
            case "stop":
                _cursor.SkipLineBreak();
                return new Statement.Stop(start);
            default:
                // The one who reads #if or #foreach goes on from here.
                _cursor.At = start;
                end = name;
                return null;
        }
    }

    private Statement.Set ReadSet(int start)
    {
        _cursor.Expect('(', "#set");
        _cursor.SkipBlanks();
        var target = (_cursor.Current == '$' ? _expressions.TryReadReference() : null) as Expression.Reference
            ?? throw new TemplateFault(_cursor.At, "#set needs a reference to set, such as #set($x = 1).");
        if (target.Name is "input" or "context" or "util" or "stageVariables")
        {
            throw new TemplateFault(target.Start, $"#set can't set ${target.Name}: it is API Gateway's.");
        }

        if (target.Steps is [.., Step.Call])
        {
            throw new TemplateFault(target.Start, "#set can't set what a method returns.");
        }

        _cursor.Expect('=', "#set");
        var value = _expressions.Read();
        _cursor.Expect(')', "#set");
        _cursor.SkipLineBreak();
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
                _cursor.Expect('(', $"#{name}");
                condition = _expressions.Read();
                _cursor.Expect(')', $"#{name}");
            }

            _cursor.SkipLineBreak();
            var body = ReadBlock(out var end);
            if (end is null)
            {
                throw new TemplateFault(start, "#if has no #end.");
            }

            if (hasElse && end != "end")
            {
                throw new TemplateFault(_cursor.At, $"#{end} comes after #else.");
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
            _directives.Skip(name);
        }

        _cursor.SkipLineBreak();
        return new Statement.If(start, branches.ToImmutable(), otherwise);
    }

    private Statement.ForEach ReadForEach(int start)
    {
        _cursor.Expect('(', "#foreach");
        _cursor.SkipBlanks();
        if (_cursor.Current != '$' || _expressions.TryReadReference() is not Expression.Reference { Steps: [] } variable)
        {
            throw new TemplateFault(_cursor.At, "#foreach needs a variable, such as #foreach($x in $list).");
        }

        _cursor.SkipBlanks();
        if (string.CompareOrdinal(_cursor.Text, _cursor.At, "in", 0, 2) != 0)
        {
            throw new TemplateFault(_cursor.At, "#foreach needs the word in: #foreach($x in $list).");
        }

        _cursor.At += 2;
        var items = _expressions.Read();
        _cursor.Expect(')', "#foreach");
        _cursor.SkipLineBreak();
        _loops++;
        var body = ReadBlock(out var end);
        _loops--;
        if (end != "end")
        {
            throw new TemplateFault(end is null ? start : _cursor.At, end is null ? "#foreach has no #end." : $"#{end} is inside #foreach, without an #if.");
        }

        _directives.Skip(end);
        _cursor.SkipLineBreak();
        return new Statement.ForEach(start, variable.Name, items, body);
    }
}
