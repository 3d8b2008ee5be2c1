using System.Collections.Immutable;
using Chat.Emulator.Template;

namespace Chat.Emulator.Iam.Policies;

/// <summary>
/// Evaluates one condition.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
/// </summary>
internal static class ConditionTest
{
    private const string IfExists = "IfExists";
    private const string ForAllValues = "ForAllValues:";
    private const string ForAnyValue = "ForAnyValue:";

    /// <param name="hasVariables">False in a policy of the first version, where <c>${…}</c> is text like any other.</param>
    public static ConditionResult Evaluate(PolicyCondition condition, IConditionKeys keys, bool hasVariables = true)
    {
        var (quantifier, name, isOptional) = Split(condition.Operator);
        if (!keys.TryGet(condition.Key, out var values))
        {
            return new ConditionResult.Unsupported($"the condition key {condition.Key}");
        }

        if (name == "Null")
        {
            return condition.Values.IsEmpty
                ? UnknownValues(condition)
                : ConditionResult.Of(condition.Values.Any(wanted => string.Equals(wanted, values.IsEmpty ? "true" : "false", StringComparison.OrdinalIgnoreCase)));
        }

        if (ConditionOperator.Find(name) is not { } @operator)
        {
            return new ConditionResult.Unsupported($"the condition operator {condition.Operator}");
        }

        // An empty text is no value where there may be many.
        values = quantifier is Quantifier.One ? values : values.RemoveAll(value => value.Length == 0);
        if (values.IsEmpty)
        {
            return ConditionResult.Of(isOptional || quantifier switch
            {
                Quantifier.All => true,
                Quantifier.Any => false,

                // Nothing there is what it must not be.
                _ => @operator.IsNegated,
            });
        }

        var wanted = Wanted(condition, @operator, keys, hasVariables, out var doubt);
        bool Matches(string value) => wanted.Any(text => @operator.Test(text, value));
        var holds = quantifier switch
        {
            Quantifier.All => values.All(value => Matches(value) != @operator.IsNegated),
            Quantifier.Any => values.Any(value => Matches(value) != @operator.IsNegated),
            _ => values.Any(Matches) != @operator.IsNegated,
        };

        // What isn't known could only have added a match: where there is one for each value already, it changes nothing.
        return doubt is null || values.All(Matches) ? ConditionResult.Of(holds) : doubt;
    }

    private static (Quantifier Quantifier, string Name, bool IsOptional) Split(string @operator)
    {
        var quantifier = @operator.StartsWith(ForAllValues, StringComparison.Ordinal) ? Quantifier.All
            : @operator.StartsWith(ForAnyValue, StringComparison.Ordinal) ? Quantifier.Any
            : Quantifier.One;
        var name = quantifier is Quantifier.One ? @operator : @operator[(@operator.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return name.EndsWith(IfExists, StringComparison.Ordinal) ? (quantifier, name[..^IfExists.Length], true) : (quantifier, name, false);
    }

    /// <param name="doubt">Not null when there are wanted values that aren't known here.</param>
    private static ImmutableArray<string> Wanted(
        PolicyCondition condition, ConditionOperator @operator, IConditionKeys keys, bool hasVariables, out ConditionResult? doubt)
    {
        doubt = condition.Values.IsEmpty ? UnknownValues(condition) : null;
        if (!hasVariables || !@operator.TakesVariables || !condition.Values.Any(PolicyVariables.AreIn))
        {
            return condition.Values;
        }

        var wanted = ImmutableArray.CreateBuilder<string>(condition.Values.Length);
        foreach (var text in condition.Values)
        {
            switch (PolicyVariables.Resolve(text, keys, @operator.IsPattern))
            {
                case VariableResult.Resolved(var resolved):
                    wanted.Add(resolved);
                    break;
                case VariableResult.Unknown(var what):
                    doubt = new ConditionResult.Unsupported(what);
                    break;
            }
        }

        return wanted.DrainToImmutable();
    }

    private static ConditionResult.Unsupported UnknownValues(PolicyCondition condition) =>
        new($"the condition {condition.Operator} {condition.Key}, whose values aren't known here");

    /// <summary>How many of the request's values have to match.</summary>
    private enum Quantifier
    {
        One,
        All,
        Any,
    }
}
