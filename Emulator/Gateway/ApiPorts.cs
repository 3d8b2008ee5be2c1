using System.Collections.Frozen;
using System.Collections.Immutable;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway;

/// <summary>
/// The ports of the gateway: one for all, and one more for each API whose stages have others' names, so that it has an address that every
/// resolver knows.
/// </summary>
internal sealed class ApiPorts
{
    private FrozenDictionary<string, int> _byApi = FrozenDictionary<string, int>.Empty;
    private FrozenDictionary<int, string> _byPort = FrozenDictionary<int, string>.Empty;

    /// <summary>The port that all APIs share.</summary>
    public int Main { get; private set; }

    /// <summary>From now on these are open.</summary>
    public void Open(int main, IReadOnlyDictionary<string, int> byApi)
    {
        Main = main;
        _byApi = byApi.ToFrozenDictionary(StringComparer.Ordinal);
        _byPort = byApi.ToFrozenDictionary(port => port.Value, port => port.Key);
    }

    /// <summary>The API's own port. Null when it has none.</summary>
    public int? Of(string apiId) => _byApi.TryGetValue(apiId, out var port) ? port : null;

    /// <summary>Those that are one API's own.</summary>
    public IEnumerable<int> Own => _byPort.Keys;

    /// <summary>The API that a port is for. Null for the one that all share.</summary>
    public string? ApiOf(int port) => _byPort.GetValueOrDefault(port);

    /// <summary>The APIs that need one of their own: by their stages' names alone nobody could tell them apart.</summary>
    public static ImmutableArray<string> Needed(ImmutableArray<WebSocketApi> apis)
    {
        var shared = apis.SelectMany(api => api.Stages).CountBy(stage => stage.Name).Where(count => count.Value > 1).Select(count => count.Key).ToHashSet();
        return [.. apis.Where(api => api.Stages.Any(stage => shared.Contains(stage.Name))).Select(api => api.ApiId)];
    }
}
