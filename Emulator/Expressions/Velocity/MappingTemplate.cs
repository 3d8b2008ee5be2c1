using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Chat.Emulator.Options;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary>A mapping template, read once and rendered for every message.</summary>
internal sealed class MappingTemplate
{
    private readonly string _text;
    private readonly ImmutableArray<Statement> _statements;

    private MappingTemplate(string text, ImmutableArray<Statement> statements)
    {
        _text = text;
        _statements = statements;
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out MappingTemplate? template, [NotNullWhen(false)] out TemplateError? error)
    {
        template = null;
        error = text.Length > Quotas.MaxMappingTemplateLength ? new TemplateError(1, 1, "a mapping template may be 300 KB long at most.") : null;
        if (error is not null)
        {
            return false;
        }

        try
        {
            template = new MappingTemplate(text, TemplateParser.Parse(text));
            return true;
        }
        catch (TemplateFault fault)
        {
            error = TemplateError.Of(text, fault);
            return false;
        }
    }

    /// <summary>False when it can't be rendered with these variables, and then why.</summary>
    public bool TryRender(
        IReadOnlyDictionary<string, object?> variables, [NotNullWhen(true)] out string? output, [NotNullWhen(false)] out TemplateError? error)
    {
        try
        {
            output = new TemplateRun(variables).Render(_statements);
            error = null;
            return true;
        }
        catch (TemplateFault fault)
        {
            output = null;
            error = TemplateError.Of(_text, fault);
            return false;
        }
    }
}
