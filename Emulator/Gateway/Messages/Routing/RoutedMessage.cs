using Route = Chat.Emulator.Template.Route;

namespace Chat.Emulator.Gateway.Messages.Routing;

/// <summary>Where a message goes: a closed set.</summary>
internal abstract record RoutedMessage
{
    private RoutedMessage()
    {
    }

    /// <summary>To this route.</summary>
    public sealed record To(DeployedStage Stage, Route Route) : RoutedMessage;

    /// <summary>There was no token for it.</summary>
    public sealed record Throttled : RoutedMessage;

    /// <summary>No route matches, or the stage is no more.</summary>
    public sealed record Nowhere : RoutedMessage;

    /// <summary>The route's model refuses it.</summary>
    public sealed record Invalid(Route Route) : RoutedMessage;
}
