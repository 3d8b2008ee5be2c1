namespace Chat.Emulator.Expressions.Velocity;

/// <summary>What is wrong with a template, and where in its text (an offset). Ends a parse or a run, and goes no further than that.</summary>
internal sealed class TemplateFault(int at, string problem) : Exception(problem)
{
    public int At => at;
}

/// <summary>A problem of a template, for the one who wrote it.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal sealed record TemplateError(int Line, int Column, string Problem)
{
    public static TemplateError Of(string template, TemplateFault fault)
    {
        var before = template.AsSpan(0, Math.Min(fault.At, template.Length));
        return new TemplateError(before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'), fault.Message);
    }

    public override string ToString() => $"line {Line}, column {Column}: {Problem}";
}
