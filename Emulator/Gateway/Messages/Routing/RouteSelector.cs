using System.Buffers;
using System.Collections.Frozen;
using Chat.Emulator.Expressions.Selection;
using Chat.Emulator.Template;
using Route = Chat.Emulator.Template.Route;

namespace Chat.Emulator.Gateway.Messages.Routing;

/// <summary>Chooses the route of a message: the exact key, else <c>$default</c>, else none. Compiled once per deployment.</summary>
internal sealed class RouteSelector
{
    public const string ConnectKey = "$connect";
    public const string DisconnectKey = "$disconnect";
    public const string DefaultKey = "$default";

    // For people to read; AWS's own keys have at most 128 characters.
    private const int LongestShown = 256;

    private readonly RouteSelectionExpression _expression;
    private readonly FrozenDictionary<string, Route>.AlternateLookup<ReadOnlySpan<char>> _routes;
    private readonly Route? _default;
    private readonly int _longestKey;

    /// <exception cref="FormatException">The API's expression is not one.</exception>
    public RouteSelector(WebSocketApi api)
    {
        _expression = RouteSelectionExpression.Parse(api.RouteSelectionExpression);
        _default = api.Routes.GetValueOrDefault(DefaultKey);

        // Connecting and disconnecting select their routes themselves; no message can.
        var routes = api.Routes.Where(route => route.Key is not (ConnectKey or DisconnectKey))
            .ToFrozenDictionary(route => route.Key, route => route.Value, StringComparer.Ordinal);
        _routes = routes.GetAlternateLookup<ReadOnlySpan<char>>();
        _longestKey = routes.Keys.Select(key => key.Length).DefaultIfEmpty(0).Max();
    }

    /// <summary>Null when nothing matches and the API has no <c>$default</c>.</summary>
    public Route? Select(ReadOnlySpan<byte> body)
    {
        // A few more than the longest key's UTF-8 could take: a longer value selects nothing, so it need not be copied.
        Span<char> key = stackalloc char[Math.Min(_longestKey * 6, 2048)];
        return _expression.TryEvaluate(body, key, out var length) && _routes.TryGetValue(key[..length], out var route) ? route : _default;
    }

    /// <summary>
    /// What the expression gives for a message, whether a route has that key or not; of a long one the beginning. Null when it gives nothing.
    /// </summary>
    public string? FindKey(ReadOnlySpan<byte> body)
    {
        var rented = ArrayPool<char>.Shared.Rent(_expression.LongestKey(body.Length));
        try
        {
            return _expression.TryEvaluate(body, rented, out var length) ? Shortened(rented.AsSpan(0, length)) : null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private static string Shortened(ReadOnlySpan<char> key) => key.Length <= LongestShown
        ? new string(key)
        : $"{key[..(char.IsHighSurrogate(key[LongestShown - 1]) ? LongestShown - 1 : LongestShown)]}…";
}
