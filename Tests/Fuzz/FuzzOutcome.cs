using System.Globalization;
using System.Text;

namespace Chat.Fuzz.Tests;

/// <summary>What a run made, and what went wrong, each with the command that shows it again.</summary>
internal sealed record FuzzOutcome(int Seed, IReadOnlyDictionary<string, int> Inputs, int WitnessAnswers, IReadOnlyList<string> Failures)
{
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"seed {Seed}: ");
        text.AppendJoin(", ", Inputs.Select(kind => $"{kind.Value} {kind.Key}"));
        text.Append(CultureInfo.InvariantCulture, $"; a connection beside them was answered {WitnessAnswers} times; {Failures.Count} failures");
        foreach (var failure in Failures)
        {
            text.AppendLine().Append(failure);
        }

        return text.ToString();
    }
}
