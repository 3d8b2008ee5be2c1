using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>
/// The URI with which integrations and authorizers name a function:
/// <c>arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function's ARN}/invocations</c>.
/// </summary>
internal sealed class InvocationUri(ImmutableArray<Function> functions)
{
    /// <summary>The name of the function, which is one that runs here.</summary>
    public string FunctionName(string uri, Location at)
    {
        const string Before = ":lambda:path/2015-03-31/functions/";
        const string After = "/invocations";
        if (uri.Contains("${stageVariables.", StringComparison.Ordinal))
        {
            throw at.Error($"stage variables in an integration's URI aren't resolved here: '{uri}'. Name the function itself.");
        }

        if (uri.IndexOf(Before, StringComparison.Ordinal) is not (> 0 and var start) || !uri.EndsWith(After, StringComparison.Ordinal)
            || uri.Length <= start + Before.Length + After.Length)
        {
            throw at.Error($"must be arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations, not '{uri}'.");
        }

        var name = Template.FunctionName.Parse(uri[(start + Before.Length)..^After.Length]).Name;
        return functions.Any(function => function.Name == name)
            ? name
            : throw at.Error($"the function '{name}' isn't among those that the emulator runs from this assembly.");
    }
}
