using System.Collections.Immutable;

namespace Chat.Emulator.Template;

/// <summary>
/// The URI with which integrations and authorizers name a function:
/// <c>arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function's ARN}/invocations</c>.
/// </summary>
internal sealed class InvocationUri(ImmutableArray<Function> functions)
{
    /// <summary>The name of the function, in which stage variables may stand for parts.</summary>
    public static string FunctionName(string uri, Location at)
    {
        const string Before = ":lambda:path/2015-03-31/functions/";
        const string After = "/invocations";
        return uri.IndexOf(Before, StringComparison.Ordinal) is > 0 and var start && uri.EndsWith(After, StringComparison.Ordinal)
            && uri.Length > start + Before.Length + After.Length
                ? Template.FunctionName.Parse(uri[(start + Before.Length)..^After.Length]).Name
                : throw at.Error($"must be arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations, not '{uri}'.");
    }

    /// <summary>The same for an integration, which takes the function's ARN alone too, as HTTP APIs do.</summary>
    public static string FunctionNameOfIntegration(string uri, Location at) =>
        uri.Split(':') is ["arn", _, "lambda", _, _, "function", _, ..] ? Template.FunctionName.Parse(uri).Name : FunctionName(uri, at);

    /// <summary>Whether a function of that name runs here, as far as that is known before a stage is.</summary>
    public bool Runs(string functionName) => StageVariables.AreIn(functionName) || functions.Any(function => function.Name == functionName);
}
