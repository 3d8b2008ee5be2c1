namespace Chat.Emulator.Template.Intrinsics;

/// <summary>
/// Keeps an evaluation finite whatever the template says: no cycles, no nesting that would end the stack, no text that doubles itself
/// at every reference.
/// </summary>
internal sealed class EvaluationGuard
{
    /// <summary>References and nested values on the way to one value; CloudFormation's own templates stay far below.</summary>
    public const int MaxDepth = 250;

    /// <summary>All environment variables of a function together may have 4 KB.</summary>
    public const int MaxTextLength = 256 * 1024;

    private readonly List<string> _open = [];
    private int _depth;

    public T Nested<T>(Location at, Func<T> evaluate)
    {
        if (_depth == MaxDepth)
        {
            throw at.Error($"values and references nest deeper than {MaxDepth} levels.");
        }

        _depth++;
        try
        {
            return evaluate();
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>Evaluates what a name stands for; a name met again on the way to itself is refused.</summary>
    public T Following<T>(string name, Location at, Func<T> evaluate)
    {
        if (_open.IndexOf(name) is >= 0 and var first)
        {
            throw at.Error($"the references are circular: {string.Join(" -> ", _open[first..])} -> {name}.");
        }

        _open.Add(name);
        try
        {
            return Nested(at, evaluate);
        }
        finally
        {
            _open.RemoveAt(_open.Count - 1);
        }
    }

    public static Value.Text Text(string content, Location at, Missing? missing = null) => content.Length <= MaxTextLength
        ? new Value.Text(content, missing)
        : throw at.Error($"the string has {content.Length} characters; the limit is {MaxTextLength}.");
}
