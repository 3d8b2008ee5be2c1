namespace Chat.Emulator.Options;

/// <summary>What the gateway allows: AWS's quotas, and bounds of our own where AWS names none.</summary>
internal sealed record GatewayLimits
{
    public static GatewayLimits Default { get; } = new();

    public int MaxFrameBytes { get; init; } = Quotas.MaxFrameBytes;

    public int MaxMessageBytes { get; init; } = Quotas.MaxMessageBytes;

    public int MaxUrlLength { get; init; } = Quotas.MaxUrlLength;

    /// <summary>False lifts every rate, of account, stage, route and API key. Sizes, timers and the protocol stay.</summary>
    public bool AreRatesEnforced { get; init; } = true;

    public int AccountRate { get; init; } = Quotas.AccountRate;

    public int AccountBurst { get; init; } = Quotas.AccountBurst;

    public int NewConnectionRate { get; init; } = Quotas.NewConnectionRate;

    /// <summary>
    /// Messages of one client that are throttled one after the other before its connection is closed with 1008. AWS documents the code
    /// for a client that sends too many requests, and no number.
    /// </summary>
    public int MaxThrottledMessages { get; init; } = 100;

    public TimeSpan IdleTimeout { get; init; } = Quotas.IdleTimeout;

    public TimeSpan MaxConnectionDuration { get; init; } = Quotas.MaxConnectionDuration;

    /// <summary>
    /// Messages of one connection whose integration runs at the same time. AWS names no bound; ours keeps one client from filling
    /// the functions' queues. When it is reached the gateway stops reading that client's socket, so TCP holds the client back.
    /// </summary>
    public int MaxConcurrentMessages { get; init; } = 32;

    /// <summary>Messages that may wait for a client that reads slowly; a post beyond them is answered with 429.</summary>
    public int MaxQueuedMessages { get; init; } = 1024;

    /// <summary>Bytes that may wait for a client that reads slowly. Never below <see cref="MaxMessageBytes"/>.</summary>
    public int MaxQueuedBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Posts that such a client may refuse within <see cref="SlowConsumerPeriod"/> before it is closed. 0: as many as come.
    /// </summary>
    public int SlowConsumerRefusals { get; init; } = EmulatorOptions.DefaultSlowConsumerRefusals;

    public TimeSpan SlowConsumerPeriod { get; init; } = EmulatorOptions.DefaultSlowConsumerPeriod;

    /// <summary>How long a closing connection may take to send what is queued before it is cut.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the gateway waits for the client's Close after its own.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// <c>$disconnect</c> integrations that run at the same time, of all connections. Nobody waits for their answers, so a storm of
    /// leaving clients may take its time instead of overflowing the function's queue and leaving rows behind.
    /// </summary>
    public int MaxConcurrentDisconnects { get; init; } = 16;

    /// <summary>How long a stopping host waits for connections to close and their <c>$disconnect</c> to run.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
