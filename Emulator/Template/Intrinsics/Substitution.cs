using System.Text;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>The placeholders of <c>Fn::Sub</c>: <c>${Name}</c> is replaced, <c>${!Name}</c> stands for <c>${Name}</c> itself.</summary>
internal static class Substitution
{
    public static Value.Text Apply(string template, Func<string, Value.Text> resolve, Location at)
    {
        var result = new StringBuilder();
        Missing? missing = null;
        var rest = template.AsSpan();
        while (rest.IndexOf("${", StringComparison.Ordinal) is >= 0 and var start)
        {
            result.Append(rest[..start]);
            rest = rest[(start + 2)..];
            var end = rest.IndexOf('}');
            if (end < 0)
            {
                throw at.Error("a ${ has no closing brace.");
            }

            var name = rest[..end].Trim();
            if (name.StartsWith("!"))
            {
                result.Append("${").Append(name[1..]).Append('}');
            }
            else
            {
                var value = resolve(name.ToString());
                result.Append(value.Content);
                missing ??= value.Missing;
            }

            if (result.Length > EvaluationGuard.MaxTextLength)
            {
                throw at.Error($"the string is longer than {EvaluationGuard.MaxTextLength} characters, which is the limit.");
            }

            rest = rest[(end + 1)..];
        }

        return EvaluationGuard.Text(result.Append(rest).ToString(), at, missing);
    }
}
