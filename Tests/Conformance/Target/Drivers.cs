namespace Chat.Conformance.Tests.Target;

/// <summary>Which target a run is about.</summary>
internal static class Drivers
{
    /// <summary>A target's name, or a file that describes one.</summary>
    public const string Target = "CHAT_CONFORMANCE_TARGET";

    /// <summary>The main API of a stack on AWS.</summary>
    public const string Url = "CHAT_CONFORMANCE_URL";

    private static readonly Lazy<IDriver> Choice = new(() => Choose(Environment.GetEnvironmentVariable(Target), Environment.GetEnvironmentVariable(Url)));

    /// <summary>Throws when the variables make no sense.</summary>
    public static IDriver Chosen => Choice.Value;

    public static IDriver Choose(string? target, string? url) => (target, url) switch
    {
        ({ Length: > 0 }, { Length: > 0 }) => throw new InvalidOperationException($"{Target} and {Url} are both set: unset one of them."),
        (_, { Length: > 0 }) => new DeployedDriver(url),
        (null or "" or EmulatorDriver.Own, _) => new EmulatorDriver(),
        (ServerlessDriver.Serverless or ServerlessDriver.Osls, _) => new ServerlessDriver(target),
        _ when target.EndsWith(".json", StringComparison.Ordinal) => FileDriver.Read(target),
        _ => throw new InvalidOperationException(
            $"{Target} is '{target}' and has to be {EmulatorDriver.Own}, {ServerlessDriver.Serverless}, {ServerlessDriver.Osls} or a file with a driver, target.json: see Tests/Conformance/README.md."),
    };
}
