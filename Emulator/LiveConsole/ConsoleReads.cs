using System.Collections.Frozen;
using System.Globalization;
using Chat.Contracts.Console;
using Chat.Contracts.Faults;
using Chat.Emulator.Gateway;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.Journal;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Pools;
using Chat.Emulator.Modules;
using Chat.Emulator.Template;

namespace Chat.Emulator.LiveConsole;

/// <summary>What the console shows: state, connections, events, functions.</summary>
internal sealed class ConsoleReads(
    ConsoleSources sources, LambdaFunctions functions, ApiPorts ports, FaultInjection faults, ConsoleToken token) : IConsoleSection
{
    private const int DefaultLimit = 200;
    private const int MaxLimit = 1_000;

    private static readonly FrozenSet<JournalKind> OfFunctions =
        FrozenSet.Create(JournalKind.InvocationStarted, JournalKind.InvocationEnded, JournalKind.Log, JournalKind.GivenUp);

    public Task? TryAnswer(HttpContext context, string[] path) => (context.Request.Method, path) switch
    {
        ("GET", ["state"]) => SendStateAsync(context),
        ("GET", ["connections"]) => SendConnectionsAsync(context),
        ("GET", ["connections", var id]) => SendConnectionAsync(context, id),
        ("GET", ["events"]) => SendEventsAsync(context),
        ("GET", ["functions"]) => SendFunctionsAsync(context),
        _ => null,
    };

    public Task SendStateAsync(HttpContext context)
    {
        var stack = sources.Stack;
        var journal = sources.Journal;
        var state = new StateView(
            token.IsIn(context.Request),
            stack.Context.Region,
            sources.Options.Iam,
            sources.Options.AreRatesEnforced,
            sources.Registry.Count,
            [.. RunningStage.Of(stack, ports).Select(StageOf)],
            [.. stack.Functions.Select(function => function.Name)],
            [.. stack.Tables.Select(table => table.Name)],
            [.. LimitsInForce.Of(sources)],
            [.. FaultText.PartsOf(faults.Settings).Select(part => new FaultView(part.Key, part.Value))],
            new JournalView(journal.First, journal.Next, journal.Capacity, EventJournal.MaxTextBytes));
        return ConsoleAnswer.SendAsync(context, state, ConsoleJson.Default.StateView);
    }

    public Task SendConnectionsAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var filter = query["filter"].ToString();
        var found = sources.Registry.Connections.Where(connection => Matches(connection, filter));
        if (Sorted(found, query["sort"].ToString(), query["order"] == "desc") is not { } sorted)
        {
            return ConsoleAnswer.SendErrorAsync(
                context, StatusCodes.Status400BadRequest, "sort must be one of since, idle, id, identity, subprotocol, messagesIn, messagesOut, bytesIn, bytesOut.");
        }

        var offset = Number(query, "offset", 0, 0, int.MaxValue);
        var page = sorted.Skip(offset).Take(Number(query, "limit", DefaultLimit, 0, MaxLimit)).Select(ViewOf);
        return ConsoleAnswer.SendAsync(context, new ConnectionsView(sorted.Count, offset, [.. page]), ConsoleJson.Default.ConnectionsView);
    }

    /// <summary>A connection with its events, also one that is gone while its events are kept.</summary>
    public Task SendConnectionAsync(HttpContext context, string id)
    {
        var connection = sources.Registry.Connections.FirstOrDefault(connection => connection.Id.Value == id);
        var limit = Number(context.Request.Query, "limit", DefaultLimit, 0, MaxLimit);
        var events = new EventFilter { ConnectionId = id }.ReadNewest(sources.Journal, limit);
        return connection is null && events.Count == 0
            ? ConsoleAnswer.SendNotFoundAsync(context, $"connection {id}, and no event of it is kept")
            : ConsoleAnswer.SendAsync(
                context,
                new ConnectionDetailView(connection is null ? null : ViewOf(connection), events),
                ConsoleJson.Default.ConnectionDetailView);
    }

    public Task SendEventsAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (EventFilter.Read(query) is not { } filter)
        {
            return SendUnknownKindAsync(context);
        }

        var limit = Number(query, "limit", DefaultLimit, 1, MaxLimit);
        var journal = sources.Journal;
        if (query.ContainsKey("after"))
        {
            return ConsoleAnswer.SendAsync(context, filter.ReadAfter(journal, Cursor(query, "after"), limit), ConsoleJson.Default.EventsView);
        }

        var next = journal.Next;
        var before = query.ContainsKey("before") ? Cursor(query, "before") : next;
        var newest = filter.ReadNewest(journal, limit, before);
        return ConsoleAnswer.SendAsync(context, new EventsView(newest, journal.First, next - 1, 0), ConsoleJson.Default.EventsView);
    }

    public Task SendFunctionsAsync(HttpContext context)
    {
        var limit = Number(context.Request.Query, "limit", 50, 0, MaxLimit);
        IReadOnlyList<FunctionView> functions = [.. sources.Stack.Functions.Select(function => ViewOf(function, limit))];
        return ConsoleAnswer.SendAsync(context, functions, ConsoleJson.Default.IReadOnlyListFunctionView);
    }

    public static Task SendUnknownKindAsync(HttpContext context) => ConsoleAnswer.SendErrorAsync(
        context, StatusCodes.Status400BadRequest, $"kinds is a list, with commas, of {string.Join(", ", EventFilter.Names.Values.Order(StringComparer.Ordinal))}.");

    public static long Cursor(IQueryCollection query, string name) =>
        long.TryParse(query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? cursor : 0;

    public static int Number(IQueryCollection query, string name, int otherwise, int least, int most) =>
        int.TryParse(query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, least, most) : otherwise;

    private static StageView StageOf(RunningStage running) => new(
        running.Api.Name,
        running.Api.ApiId,
        running.Stage.Name,
        running.WebSocketUrl,
        running.CallbackUrl,
        running.Api.RouteSelectionExpression,
        [
            .. running.Api.Routes.Values.OrderBy(route => route.RouteKey, StringComparer.Ordinal).Select(route => new RouteView(
                route.RouteKey,
                (route.Integration as RouteIntegration.LambdaProxy)?.FunctionName,
                route.IsTwoWay,
                route.Integration?.Timeout.TotalMilliseconds)),
        ]);

    private static bool Matches(Connection connection, string filter) =>
        filter.Length == 0
        || Has(connection.Id.Value, filter)
        || Has(connection.Identity.SourceIp, filter)
        || Has(connection.Identity.UserAgent, filter)
        || Has(connection.StageName, filter)
        || Has(connection.Subprotocol, filter)
        || Has(connection.Authorizer?.PrincipalId, filter);

    private static bool Has(string? value, string text) => value?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;

    private static List<Connection>? Sorted(IEnumerable<Connection> connections, string sort, bool isDescending)
    {
        return sort switch
        {
            "" or "since" => By(connection => connection.ConnectedAt),
            "idle" => By(connection => connection.IdleFor),
            "id" => By(connection => connection.Id.Value, StringComparer.Ordinal),
            "identity" => By(connection => connection.Identity.UserAgent ?? "", StringComparer.OrdinalIgnoreCase),
            "subprotocol" => By(connection => connection.Subprotocol ?? "", StringComparer.Ordinal),
            "messagesIn" => By(connection => connection.Traffic.MessagesIn),
            "messagesOut" => By(connection => connection.Traffic.MessagesOut),
            "bytesIn" => By(connection => connection.Traffic.BytesIn),
            "bytesOut" => By(connection => connection.Traffic.BytesOut),
            _ => null,
        };

        // The id settles what is equal, so that a page doesn't repeat what another one had.
        List<Connection> By<TKey>(Func<Connection, TKey> key, IComparer<TKey>? comparer = null) =>
        [
            .. (isDescending ? connections.OrderByDescending(key, comparer) : connections.OrderBy(key, comparer))
                .ThenBy(connection => connection.Id.Value, StringComparer.Ordinal),
        ];
    }

    private static ConnectionView ViewOf(Connection connection) => new(
        connection.Id.Value,
        connection.ApiId,
        connection.StageName,
        connection.IsOpen,
        connection.ConnectedAt,
        connection.LastActiveAt,
        connection.Age.TotalMilliseconds,
        connection.IdleFor.TotalMilliseconds,
        connection.Identity.SourceIp,
        connection.Identity.UserAgent,
        connection.Authorizer?.PrincipalId,
        connection.Subprotocol,
        connection.Traffic.MessagesIn,
        connection.Traffic.MessagesOut,
        connection.Traffic.BytesIn,
        connection.Traffic.BytesOut);

    private FunctionView ViewOf(Function function, int limit)
    {
        var pool = functions.Find(function.Name);
        return new FunctionView(
            function.Name,
            function.Runtime,
            function.Handler,
            function.Timeout.TotalMilliseconds,
            function.MemorySizeInMB,
            pool?.MaxEnvironments ?? 0,
            pool?.IsStartedElsewhere ?? false,
            pool?.Counts.Queued ?? 0,
            [.. functions.VariablesOf(function).OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(HiddenVariables.View)],
            [.. (pool?.Describe() ?? []).Select(ViewOf)],
            new EventFilter { Kinds = OfFunctions, Function = function.Name }.ReadNewest(sources.Journal, limit));
    }

    private static EnvironmentView ViewOf(EnvironmentDescription environment) => new(
        environment.Id,
        environment.State.ToString().ToLowerInvariant(),
        environment.IsAttached,
        environment.IsWarm,
        environment.RequestId,
        environment.BusyFor?.TotalMilliseconds);
}
