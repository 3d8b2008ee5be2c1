using System.Collections.Immutable;

namespace Chat.Emulator.Lambda;

/// <content>For people who look.</content>
internal sealed partial class FunctionPool
{
    public int MaxEnvironments => _maxEnvironments;

    /// <summary>The environments at this moment, oldest first.</summary>
    public ImmutableArray<EnvironmentDescription> Describe()
    {
        lock (_gate)
        {
            return
            [
                .. _environments.Select(environment => new EnvironmentDescription(
                    environment.Id,
                    environment.State,
                    environment.IsAttached,
                    environment.IsWarm,
                    environment.Current?.RequestId,
                    environment.Current is null ? null : _time.GetElapsedTime(environment.BusySince))),
            ];
        }
    }
}

/// <summary>An environment at a moment.</summary>
/// <param name="RequestId">Of the event that it has; null when it has none.</param>
/// <param name="BusyFor">How long it has had it.</param>
internal sealed record EnvironmentDescription(
    string Id, EnvironmentState State, bool IsAttached, bool IsWarm, string? RequestId, TimeSpan? BusyFor);
