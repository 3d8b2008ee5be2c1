using System.Collections.Immutable;
using Chat.Emulator.Template;

namespace Chat.Emulator.Gateway;

/// <summary>A stage of an API, and where it is reached.</summary>
/// <param name="WebSocketUrl">Such as <c>ws://127.0.0.1:4510/demo</c>.</param>
/// <param name="CallbackUrl">What <c>@connections</c> is below, such as <c>http://127.0.0.1:4510/demo</c>.</param>
public sealed record RunningStage(WebSocketApi Api, Stage Stage, Uri WebSocketUrl, Uri CallbackUrl)
{
    internal static ImmutableArray<RunningStage> Of(Stack stack, ApiPorts ports) => Of(stack.Apis, ports);

    internal static ImmutableArray<RunningStage> Of(ImmutableArray<WebSocketApi> apis, ApiPorts ports)
    {
        var unique = apis
            .SelectMany(api => api.Stages)
            .CountBy(stage => stage.Name)
            .Where(count => count.Value == 1)
            .Select(count => count.Key)
            .ToHashSet();

        return
        [
            .. from api in apis
               from stage in api.Stages
               let authority = unique.Contains(stage.Name) ? $"127.0.0.1:{ports.Main}"
                   : ports.Of(api.ApiId) is { } own ? $"127.0.0.1:{own}"
                   : $"{api.ApiId}.execute-api.localhost:{ports.Main}"
               let address = $"{authority}/{stage.Name}"
               select new RunningStage(api, stage, new Uri($"ws://{address}"), new Uri($"http://{address}")),
        ];
    }
}
