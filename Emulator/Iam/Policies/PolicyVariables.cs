using System.Text;

namespace Chat.Emulator.Iam.Policies;

/// <summary>
/// Puts the request's values where a policy says <c>${aws:PrincipalAccount}</c>, or <c>${aws:username, 'nobody'}</c>.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
/// </summary>
internal static class PolicyVariables
{
    private const string Open = "${";

    public static bool AreIn(string text) => text.Contains(Open, StringComparison.Ordinal);

    /// <param name="isPattern">True where <c>*</c> and <c>?</c> of the policy are wildcards: those of a value never are.</param>
    public static VariableResult Resolve(string text, IConditionKeys keys, bool isPattern)
    {
        if (!AreIn(text))
        {
            return new VariableResult.Resolved(text);
        }

        var resolved = new StringBuilder(text.Length + 32);
        var at = 0;
        while (text.IndexOf(Open, at, StringComparison.Ordinal) is >= 0 and var open && text.IndexOf('}', open) is >= 0 and var close)
        {
            resolved.Append(text, at, open - at);
            var inside = text[(open + Open.Length)..close];
            switch (Value(inside, keys))
            {
                case VariableResult.Resolved(var value):
                    resolved.Append(isPattern ? Wildcard.Escape(value) : value);
                    break;
                case var other:
                    return other;
            }

            at = close + 1;
        }

        return new VariableResult.Resolved(resolved.Append(text, at, text.Length - at).ToString());
    }

    private static VariableResult Value(string inside, IConditionKeys keys)
    {
        // How a policy writes these characters where they would mean something.
        if (inside is "*" or "?" or "$")
        {
            return new VariableResult.Resolved(inside);
        }

        var comma = inside.IndexOf(',', StringComparison.Ordinal);
        var name = (comma < 0 ? inside : inside[..comma]).Trim();
        if (!keys.TryGet(name, out var values))
        {
            return new VariableResult.Unknown($"the policy variable {Open}{name}}}");
        }

        // A key of many values can't stand for one.
        return values is [var only] ? new VariableResult.Resolved(only)
            : comma >= 0 && inside[(comma + 1)..].Trim() is ['\'', .. var fallback, '\''] ? new VariableResult.Resolved(fallback)
            : new VariableResult.NoValue();
    }
}

/// <summary>What became of a text with policy variables: a closed set.</summary>
internal abstract record VariableResult
{
    private VariableResult()
    {
    }

    public sealed record Resolved(string Text) : VariableResult;

    /// <summary>The request has no value for it, and the policy no default: then the text matches nothing.</summary>
    public sealed record NoValue : VariableResult;

    /// <summary>It can't be evaluated here.</summary>
    /// <param name="What">The variable, named for people.</param>
    public sealed record Unknown(string What) : VariableResult;
}
