using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Chat.Emulator.Expressions.Mapping;
using Chat.Emulator.Expressions.Paths;
using Chat.Emulator.Expressions.Selection;
using Chat.Emulator.Expressions.Velocity;

namespace Chat.Emulator.Template;

/// <summary>Reads what an integration maps: parameters, templates, and the expressions that select them. All of it is parsed here, once.</summary>
internal static class MappingReader
{
    // A selection by expression is made for every answer, whose text is the backend's.
    private static readonly TimeSpan MatchLimit = TimeSpan.FromMilliseconds(250);

    public static RequestMapping Request(Properties properties)
    {
        var conversion = properties.OptionalText("ContentHandlingStrategy") is null
            ? null
            : properties.OneOf("ContentHandlingStrategy", null, "CONVERT_TO_BINARY", "CONVERT_TO_TEXT");
        return new RequestMapping
        {
            Selection = Selection(properties, name => IsBody(name, "request.body")),
            Templates = Templates(properties, "RequestTemplates"),
            Passthrough = properties.OneOf("PassthroughBehavior", "WHEN_NO_MATCH", "WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER") switch
            {
                "NEVER" => PassthroughBehavior.Never,
                "WHEN_NO_TEMPLATES" => PassthroughBehavior.WhenNoTemplates,
                _ => PassthroughBehavior.WhenNoMatch,
            },
            Parameters = [.. properties.TextsByName("RequestParameters").Select(entry => Parameter(entry.Key, entry.Value, properties.At.Into("RequestParameters")))],
            DecodesBase64 = conversion == "CONVERT_TO_BINARY",
        };
    }

    public static ResponseMapping Responses(IEnumerable<Resource> resources) => new(
        [.. resources.OrderBy(resource => resource.Properties.Text("IntegrationResponseKey"), StringComparer.Ordinal).Select(Response)]);

    private static IntegrationResponse Response(Resource resource)
    {
        var properties = resource.Properties;
        var conversion = properties.OptionalText("ContentHandlingStrategy") is null
            ? null
            : properties.OneOf("ContentHandlingStrategy", null, "CONVERT_TO_BINARY", "CONVERT_TO_TEXT");
        return new IntegrationResponse
        {
            Pattern = Pattern(properties),
            Selection = Selection(properties, name => IsBody(name, "request.body") || ResponseSource.TryParse(name) is not null),
            Templates = Templates(properties, "ResponseTemplates"),
            EncodesBase64 = conversion == "CONVERT_TO_TEXT",
            DecodesBase64 = conversion == "CONVERT_TO_BINARY",
            Subprotocol = Subprotocol(properties),
        };
    }

    // $default, /2\d\d/, or 200 by itself.
    private static Regex? Pattern(Properties properties)
    {
        var key = properties.Text("IntegrationResponseKey");
        if (key == SelectionExpression.Default)
        {
            return null;
        }

        var expression = key is ['/', .., '/'] && key.Length > 2 ? key[1..^1] : key;
        try
        {
            return new Regex($@"\A(?:{expression})\z", RegexOptions.CultureInvariant | RegexOptions.Singleline, MatchLimit);
        }
        catch (ArgumentException)
        {
            throw properties.At.Into("IntegrationResponseKey").Error($"must be $default or /a regular expression/, not '{key}'.");
        }
    }

    // Of a route response's headers this is the one that a WebSocket client can see.
    private static ResponseSource? Subprotocol(Properties properties)
    {
        const string Header = "route.response.header.";
        ResponseSource? found = null;
        foreach (var (name, value) in properties.TextsByName("ResponseParameters"))
        {
            var at = properties.At.Into("ResponseParameters").Into(name);
            var source = ResponseSource.TryParse(value)
                ?? throw at.Error($"must come from a quoted 'string', integration.response.header.NAME or integration.response.body.PATH, not {value}.");
            if (!name.StartsWith(Header, StringComparison.Ordinal) && !name.StartsWith("method.response.header.", StringComparison.Ordinal))
            {
                throw at.Error($"must be {Header}NAME.");
            }

            found = name.EndsWith(".Sec-WebSocket-Protocol", StringComparison.OrdinalIgnoreCase) ? source : found;
        }

        return found;
    }

    private static SelectionExpression? Selection(Properties properties, Func<string, bool> isVariable)
    {
        if (properties.OptionalText("TemplateSelectionExpression") is not { } text)
        {
            return null;
        }

        return SelectionExpression.TryParse(text, isVariable, out var expression, out var error)
            ? expression
            : throw properties.At.Into("TemplateSelectionExpression").Error(error);
    }

    private static bool IsBody(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && JsonPath.TryParse("$" + name[prefix.Length..], out _, out _);

    private static FrozenDictionary<string, MappingTemplate> Templates(Properties properties, string name) => properties.TextsByName(name).ToFrozenDictionary(
        // \$default is written as in the expressions, too.
        entry => entry.Key == @"\$default" ? SelectionExpression.Default : entry.Key,
        entry => MappingTemplate.TryParse(entry.Value, out var template, out var error)
            ? template
            : throw properties.At.Into(name).Into(entry.Key).Error($"{error}"),
        StringComparer.Ordinal);

    private static ParameterMapping Parameter(string name, string value, Location at)
    {
        const string Prefix = "integration.request.";
        var source = ParameterSource.TryParse(value) ?? throw at.Into(name).Error(
            "must come from route.request.body.PATH, route.request.header.NAME or route.request.querystring.NAME (also multivalueheader, "
            + $"multivaluequerystring), context.NAME, stageVariables.NAME or a quoted 'string', not {value}.");
        if (name.StartsWith(Prefix, StringComparison.Ordinal) && name[Prefix.Length..].Split('.', 2) is [var place, { Length: > 0 } parameter])
        {
            ParameterTarget? target = place switch
            {
                "header" => ParameterTarget.Header,
                "querystring" => ParameterTarget.QueryString,
                "path" => ParameterTarget.Path,
                _ => null,
            };
            if (target is { } known)
            {
                return new ParameterMapping(known, parameter, source);
            }
        }

        throw at.Into(name).Error($"must be {Prefix}header.NAME, {Prefix}querystring.NAME or {Prefix}path.NAME.");
    }
}
