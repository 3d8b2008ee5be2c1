namespace Chat.Conformance.Tests.Target;

/// <summary>What the suite has to know of a target: how the template's APIs get there, and what can't be tried there.</summary>
internal interface IDriver
{
    /// <summary>What reports and their files call it: <c>osls</c>.</summary>
    string Name { get; }

    /// <summary>How long a test listens before it says that nothing came.</summary>
    TimeSpan Silence { get; }

    /// <summary>Statements that this target can't be asked about, each with the reason. They count neither as passed nor as different.</summary>
    IReadOnlyDictionary<int, string> Untried { get; }

    /// <summary>Starts the target or finds it, with the template's APIs. Throws with what to do when that fails.</summary>
    Task<Deployment> DeployAsync(CancellationToken cancellationToken);
}
