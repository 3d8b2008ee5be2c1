namespace Chat.Emulator.Expressions.Velocity;

/// <summary>How much one rendering may do: it works on what comes from clients.</summary>
internal sealed class RenderingBudget
{
    /// <summary>Of the output, and of any text on the way, in characters: the largest event that Lambda takes.</summary>
    public const int MaxTextLength = 6 * 1024 * 1024;

    /// <summary>A rendering of a large template takes some thousands; this is a second or so.</summary>
    public const int MaxSteps = 1_000_000;

    private int _steps;

    /// <exception cref="TemplateFault">There have been too many.</exception>
    public void Charge(int steps, int at)
    {
        _steps += steps;
        if (_steps > MaxSteps)
        {
            throw new TemplateFault(at, $"the template takes more than {MaxSteps} steps.");
        }
    }

    /// <exception cref="TemplateFault">The text is longer than any may be.</exception>
    public static void RequireLength(string? text, int at)
    {
        if (text?.Length > MaxTextLength)
        {
            throw new TemplateFault(at, $"a string is longer than {MaxTextLength} characters.");
        }
    }
}
