namespace Chat.Emulator.Gateway.Messages.Routing;

/// <summary>A stage on a custom domain.</summary>
/// <param name="Key">The path that leads to it, without slashes around it; empty for the domain itself.</param>
internal sealed record MappedStage(string Key, DeployedStage Stage);
