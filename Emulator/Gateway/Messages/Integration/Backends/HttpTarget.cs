using System.Text;
using System.Text.RegularExpressions;
using Chat.Emulator.Expressions.Mapping;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway.Messages.Integration.Backends;

/// <summary>The address that an HTTP integration calls: its URI with path parameters, stage variables and query parameters put in.</summary>
internal static partial class HttpTarget
{
    /// <summary>Null when that makes no http or https address.</summary>
    public static Uri? Of(RouteIntegration.Http integration, RouteRequest request)
    {
        var parameters = integration.Request.Parameters;
        var uri = Placeholders().Replace(integration.Uri, match =>
        {
            var name = match.Groups["name"].Value;
            if (match.Groups["variable"].Success)
            {
                return request.Stage.Stage.Variables.GetValueOrDefault(match.Groups["variable"].Value, "");
            }

            var source = parameters.FirstOrDefault(parameter => parameter.Target == ParameterTarget.Path && parameter.Name == name)?.Source;
            return source is null ? match.Value : Uri.EscapeDataString(string.Join(',', source.Read(request)));
        });

        var query = new StringBuilder();
        foreach (var (name, value) in Query(integration, request))
        {
            query.Append(query.Length == 0 && !uri.Contains('?', StringComparison.Ordinal) ? '?' : '&')
                .Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }

        return Uri.TryCreate(uri + query, UriKind.Absolute, out var target) && target.Scheme is "http" or "https" ? target : null;
    }

    // A proxy passes on the client's own, except where a mapping has another value.
    private static IEnumerable<(string Name, string Value)> Query(RouteIntegration.Http integration, RouteRequest request)
    {
        var mapped = integration.Request.Parameters.Where(parameter => parameter.Target == ParameterTarget.QueryString).ToArray();
        var passed = integration.IsProxy && request.Handshake is { } handshake
            ? handshake.Query.Where(entry => mapped.All(parameter => parameter.Name != entry.Name)).SelectMany(entry => entry.Values.Select(value => (entry.Name, value)))
            : [];
        return passed.Concat(mapped.SelectMany(parameter => parameter.Source.Read(request).Select(value => (parameter.Name, value))));
    }

    [GeneratedRegex(@"\$\{stageVariables\.(?<variable>[A-Za-z0-9_]+)\}|\{(?<name>[A-Za-z0-9._$-]+)\+?\}")]
    private static partial Regex Placeholders();
}
