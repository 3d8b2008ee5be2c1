using System.Globalization;
using Chat.Emulator.Http;
using Chat.Emulator.Invocations;

namespace Chat.Emulator.Lambda;

/// <summary>An invocation on its way through a function's pool.</summary>
internal sealed class Invocation(LambdaInvocation call, DateTimeOffset now, long timestamp)
{
    private readonly TaskCompletionSource<InvocationOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RequestId { get; } = Guid.NewGuid().ToString();

    public string? MessageId => call.MessageId;

    /// <summary>Null unless the caller wants to see what the function writes.</summary>
    public InvocationLog? Log => (call as LoggedInvocation)?.Log;

    public ReadOnlyMemory<byte> Payload => call.Payload;

    /// <summary>Always there, as on AWS: <c>Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0</c>.</summary>
    public string TraceId { get; } = call.TraceId ?? NewTraceId(now);

    /// <summary>When it came, as the clock counts.</summary>
    public long Arrived { get; } = timestamp;

    /// <summary>When the function's time is over, in milliseconds since 1970. Set when an environment gets it.</summary>
    public long DeadlineMs { get; set; }

    public Task<InvocationOutcome> Outcome => _outcome.Task;

    public void Complete(InvocationOutcome outcome) => _outcome.TrySetResult(outcome);

    private static string NewTraceId(DateTimeOffset now)
    {
        Span<byte> random = stackalloc byte[20];
        RandomBytes.Fill(random);
        var root = Convert.ToHexStringLower(random[..12]);
        var parent = Convert.ToHexStringLower(random[12..]);
        return string.Create(CultureInfo.InvariantCulture, $"Root=1-{now.ToUnixTimeSeconds():x8}-{root};Parent={parent};Sampled=0");
    }
}
