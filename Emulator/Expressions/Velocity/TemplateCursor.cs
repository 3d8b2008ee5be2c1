namespace Chat.Emulator.Expressions.Velocity;

/// <summary>Where a template's reading stands: its place, and how deep it is nested there.</summary>
internal sealed class TemplateCursor(string text, int depth = 0)
{
    /// <summary>Deeper than any template that somebody reads; the parser and the evaluator recurse.</summary>
    public const int MaxDepth = 500;

    public string Text => text;

    public int At { get; set; }

    public int Depth { get; private set; } = depth;

    public bool IsAtEnd => At >= text.Length;

    public char Current => At < text.Length ? text[At] : '\0';

    public char Next => At + 1 < text.Length ? text[At + 1] : '\0';

    public static bool IsNameStart(char character) => char.IsAsciiLetter(character) || character == '_';

    public void SkipLineBreak()
    {
        var at = At;
        while (at < text.Length && text[at] is ' ' or '\t' or '\r')
        {
            at++;
        }

        if (at < text.Length && text[at] == '\n')
        {
            At = at + 1;
        }
    }

    public void SkipBlanks()
    {
        while (!IsAtEnd && char.IsWhiteSpace(Current))
        {
            At++;
        }
    }

    public void Expect(char character, string where)
    {
        SkipBlanks();
        if (Current != character || IsAtEnd)
        {
            throw new TemplateFault(At, $"{where} needs a '{character}' here.");
        }

        At++;
    }

    /// <summary>True when the sign, or the word, stands here. A word ends where a name would: "order" is not "or".</summary>
    public bool IsHere(string sign) =>
        string.CompareOrdinal(text, At, sign, 0, sign.Length) == 0
        && (!char.IsAsciiLetter(sign[0]) || At + sign.Length >= text.Length || !IsNamePart(text[At + sign.Length]));

    public string ReadName()
    {
        var start = At;
        while (IsNamePart(Current))
        {
            At++;
        }

        return text[start..At];
    }

    /// <summary>One level deeper, until <see cref="Leave"/>.</summary>
    public void Enter()
    {
        if (++Depth > MaxDepth)
        {
            throw new TemplateFault(At, $"the nesting here is deeper than {MaxDepth} levels.");
        }
    }

    public void Leave() => Depth--;

    private static bool IsNamePart(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-';
}
