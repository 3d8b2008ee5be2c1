using System.Globalization;
using Constructs;

namespace Chat.Infra;

/// <summary>Values of the CDK's context: texts from the command line; cdk.json may have a number or a flag.</summary>
internal static class ContextText
{
    /// <summary>Null when it isn't given.</summary>
    public static string? Of(IConstruct app, string key) => app.Node.TryGetContext(key) switch
    {
        null or "" => null,
        bool flag => flag ? "true" : "false",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
