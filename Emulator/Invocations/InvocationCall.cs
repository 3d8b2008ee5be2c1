namespace Chat.Emulator.Invocations;

/// <summary>A call of a backend, as its caller sees it: a function, or whatever else <see cref="Invoke"/> asks.</summary>
internal sealed record InvocationCall
{
    /// <summary>The function that is asked. Null for other backends: there is nobody to debug, and nothing that API Gateway may not invoke.</summary>
    public string? FunctionName { get; init; }

    /// <summary>For logs, where it isn't a function.</summary>
    public string Target { get; init; } = "";

    public string? TraceId { get; init; }

    /// <summary>By whose permission API Gateway calls. Null where the caller's own was checked at the door.</summary>
    public InvokeSource? Source { get; init; }

    /// <summary>How long the caller waits. Null: as long as it takes.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Why it can't be made, known before anybody is asked.</summary>
    public InvocationOutcome? Refusal { get; init; }

    /// <summary>False where the backend only takes an event for later: faults strike when that runs.</summary>
    public bool IsRunNow { get; init; } = true;

    public required Func<CancellationToken, ValueTask<InvocationOutcome>> Invoke { get; init; }

    /// <summary>Accounts for what became of it: the caller's journal, metrics and logs, by the names that they have there.</summary>
    public Action<InvocationOutcome, TimeSpan>? Completed { get; init; }

    public string Name => FunctionName ?? Target;
}

/// <summary>What API Gateway calls a function for.</summary>
/// <param name="CredentialsArn">The role that it calls as. Null: as itself.</param>
/// <param name="Resource">The end of the caller's ARN: <c>{apiId}/{stage}/{routeKey}</c>, <c>{apiId}/authorizers/{authorizerId}</c>.</param>
internal readonly record struct InvokeSource(string? CredentialsArn, string Resource);
