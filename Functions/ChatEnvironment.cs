namespace Chat.Functions;

/// <summary>The environment variables we read ourselves; credentials and endpoints are the AWS SDK's to read.</summary>
internal sealed record ChatEnvironment
{
    /// <summary><c>_HANDLER</c>: which function this process is.</summary>
    public string? Handler { get; init; }

    /// <summary><c>AWS_LAMBDA_RUNTIME_API</c>: where events come from.</summary>
    public string? RuntimeApi { get; init; }

    /// <summary><c>AWS_REGION</c>: what requests are signed for, since a custom domain does not say.</summary>
    public string? Region { get; init; }

    /// <summary><c>WEBSOCKET_TABLE</c>: the table of open connections.</summary>
    public string? Table { get; init; }

    /// <summary><c>HUB_TABLE</c>: the table of the hub's memberships. Without it, or <see cref="RoomsTable"/>, there is no hub.</summary>
    public string? MembersTable { get; init; }

    /// <summary><c>ROOMS_TABLE</c>: the table of rooms, with their messages.</summary>
    public string? RoomsTable { get; init; }

    /// <summary><c>BROADCAST_FUNCTION</c>: the function that posts slices of calls to large rooms. Without it no call is split.</summary>
    public string? BroadcastFunction { get; init; }

    /// <summary><c>BROADCAST_THRESHOLD</c>: beyond how many connections a call is split; without it the library's own.</summary>
    public string? BroadcastThreshold { get; init; }

    /// <summary><c>BROADCAST_RATE</c>: how many posts a second the slices of a call make; without it the library's own.</summary>
    public string? BroadcastRate { get; init; }

    /// <summary><c>TOKEN_ISSUER</c>: whose tokens the authorizer takes.</summary>
    public string? TokenIssuer { get; init; }

    /// <summary><c>TOKEN_AUDIENCE</c>: for whom tokens must be made.</summary>
    public string? TokenAudience { get; init; }

    /// <summary><c>TOKEN_KEYS</c>: where the issuer's keys are; without it below the issuer's address.</summary>
    public string? TokenKeys { get; init; }

    /// <summary><c>TOKEN_SECRET</c>: in development, instead of keys.</summary>
    public string? TokenSecret { get; init; }

    /// <summary><c>ALLOWED_ORIGINS</c>: pages that may connect, separated by commas; without it all may.</summary>
    public string? AllowedOrigins { get; init; }

    /// <summary><c>OTEL_EXPORTER_OTLP_ENDPOINT</c>: where telemetry goes. Without it there is none.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary><c>OTEL_SERVICE_NAME</c>: who telemetry says it is from; without it the function's name.</summary>
    public string? ServiceName { get; init; }

    /// <summary><c>OTEL_TRACES_SAMPLER</c>: which traces are wanted; without it all.</summary>
    public string? TracesSampler { get; init; }

    public static ChatEnvironment OfThisProcess() => new()
    {
        Handler = Environment.GetEnvironmentVariable("_HANDLER"),
        RuntimeApi = Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API"),
        Region = Environment.GetEnvironmentVariable("AWS_REGION"),
        Table = Environment.GetEnvironmentVariable("WEBSOCKET_TABLE"),
        MembersTable = Environment.GetEnvironmentVariable("HUB_TABLE"),
        RoomsTable = Environment.GetEnvironmentVariable("ROOMS_TABLE"),
        BroadcastFunction = Environment.GetEnvironmentVariable("BROADCAST_FUNCTION"),
        BroadcastThreshold = Environment.GetEnvironmentVariable("BROADCAST_THRESHOLD"),
        BroadcastRate = Environment.GetEnvironmentVariable("BROADCAST_RATE"),
        TokenIssuer = Environment.GetEnvironmentVariable("TOKEN_ISSUER"),
        TokenAudience = Environment.GetEnvironmentVariable("TOKEN_AUDIENCE"),
        TokenKeys = Environment.GetEnvironmentVariable("TOKEN_KEYS"),
        TokenSecret = Environment.GetEnvironmentVariable("TOKEN_SECRET"),
        AllowedOrigins = Environment.GetEnvironmentVariable("ALLOWED_ORIGINS"),
        OtlpEndpoint = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"),
        ServiceName = Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME"),
        TracesSampler = Environment.GetEnvironmentVariable("OTEL_TRACES_SAMPLER"),
    };

    public string RequireTable() => string.IsNullOrEmpty(Table)
        ? throw new ChatConfigurationException("WEBSOCKET_TABLE is not set: it names the table of open connections")
        : Table;
}
