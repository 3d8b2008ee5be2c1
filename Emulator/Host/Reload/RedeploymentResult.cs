namespace Chat.Emulator.Host.Reload;

/// <summary>What a look at the files came to: a closed set.</summary>
internal abstract record RedeploymentResult
{
    private RedeploymentResult()
    {
    }

    /// <summary>Nothing of what runs has changed.</summary>
    public sealed record Unchanged : RedeploymentResult;

    public sealed record Redeployed(StackChanges Changes) : RedeploymentResult;

    /// <summary>What was found can't run; what ran before still runs.</summary>
    public sealed record Refused(string Reason) : RedeploymentResult;
}
