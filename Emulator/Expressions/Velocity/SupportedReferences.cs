using System.Collections.Immutable;
using Chat.Emulator.Expressions.Paths;

namespace Chat.Emulator.Expressions.Velocity;

/// <summary>What a reference may name. It is refused when the template is read, so that nobody's message finds it out.</summary>
internal static class SupportedReferences
{
    /// <exception cref="TemplateFault">A member or a method is not one that there is.</exception>
    public static void Require(string name, ImmutableArray<Step>.Builder steps)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            var member = step switch
            {
                Step.Call call => call.Name,
                Step.Member property => property.Name,
                _ => null,
            };
            if (i == 0 && name == "input" && (member is null || !SupportedNames.InputMembers.Contains(member)))
            {
                throw new TemplateFault(step.Start, $"$input{Shown(member)} isn't known: $input has {Listed(SupportedNames.InputMembers)}.");
            }

            if (i == 0 && name == "util" && (step is not Step.Call || !SupportedNames.UtilMethods.Contains(member!)))
            {
                throw new TemplateFault(step.Start, $"$util{Shown(member)} isn't known: $util has {Listed(SupportedNames.UtilMethods)}.");
            }

            if (step is Step.Call && !(i == 0 && name is "input" or "util") && !SupportedNames.Methods.Contains(member!))
            {
                throw new TemplateFault(step.Start, $"the method {member} isn't supported. These are: {Listed(SupportedNames.Methods)}.");
            }

            if (step is Step.Call { Arguments: [Expression.Literal { Value: string path }] } literal && i == 0 && name == "input"
                && member is "path" or "json" && !JsonPath.TryParse(path, out _, out var error))
            {
                throw new TemplateFault(literal.Start, error);
            }
        }
    }

    private static string Shown(string? member) => member is null ? "[…]" : $".{member}";

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));
}
