using System.Globalization;

namespace Chat.Emulator.Invocations;

/// <summary>What became of an invocation: a closed set, mapped to HTTP status, frame or close code at one edge each.</summary>
internal abstract record InvocationOutcome
{
    private InvocationOutcome()
    {
    }

    /// <summary>As the console's API has it: docs/console.md.</summary>
    public string Name => this switch
    {
        Responded or Mapped { StatusCode: < 500 } => "responded",
        FunctionFailed or Mapped => "failed",
        Throttled => "throttled",
        TimedOut => "timedOut",
        Unreachable => "unreachable",
        UnsupportedMediaType => "noTemplate",
        _ => throw new System.Diagnostics.UnreachableException($"No name for {this}"),
    };

    /// <summary>The fault on demand that it comes from, by the name that people set it by. Null: none.</summary>
    public string? Fault => this switch
    {
        FunctionFailed failed => failed.FaultName,
        TimedOut timedOut => timedOut.FaultName,
        _ => null,
    };

    /// <summary>How it went wrong, in words; null when it didn't.</summary>
    public string? Why => this switch
    {
        FunctionFailed(var type, var message) => message.Length > 0 ? $"{type}: {message}" : type,
        TimedOut { Limit: { } limit } => string.Create(CultureInfo.InvariantCulture, $"no answer within {limit.TotalSeconds:0.###} s"),
        Unreachable(var reason) => reason,
        UnsupportedMediaType(var key) => $"there is no request template '{key}', and nothing passes through without one",
        _ => null,
    };

    /// <summary>The function answered; the payload is UTF-8 JSON as the function wrote it.</summary>
    public sealed record Responded(ReadOnlyMemory<byte> Payload) : InvocationOutcome;

    /// <summary>The function threw, crashed, failed to start or ran into its own timeout.</summary>
    /// <param name="ErrorType">Such as <c>InvalidOperationException</c>, <c>Runtime.ExitError</c>, <c>Sandbox.Timedout</c>.</param>
    /// <param name="ErrorMessage">The function's own words; never sent to a client of the API.</param>
    public sealed record FunctionFailed(string ErrorType, string ErrorMessage) : InvocationOutcome
    {
        /// <summary>The error as the runtime posted it, JSON. Empty when it posted none.</summary>
        public ReadOnlyMemory<byte> Posted { get; init; }

        /// <summary>True when it was ended because the emulator stops, which has been said and counted: nobody complains of it.</summary>
        public bool IsOfStop { get; init; }

        /// <inheritdoc cref="InvocationOutcome.Fault"/>
        public string? FaultName { get; init; }

        // The same error whatever else was posted with it; memory would be compared by its place anyway.
        public bool Equals(FunctionFailed? other) => other is not null && ErrorType == other.ErrorType && ErrorMessage == other.ErrorMessage;

        public override int GetHashCode() => HashCode.Combine(ErrorType, ErrorMessage);
    }

    /// <summary>All environments are busy and the queue behind them is full: Lambda's own 429.</summary>
    public sealed record Throttled : InvocationOutcome;

    /// <summary>The gateway stopped waiting: the integration's timeout.</summary>
    public sealed record TimedOut : InvocationOutcome
    {
        /// <summary>How long it waited.</summary>
        public TimeSpan? Limit { get; init; }

        /// <inheritdoc cref="InvocationOutcome.Fault"/>
        public string? FaultName { get; init; }
    }

    /// <summary>An integration other than <c>AWS_PROXY</c> answered, and the answer is mapped.</summary>
    /// <param name="StatusCode">The backend's; it decides a handshake and means nothing to a message.</param>
    /// <param name="Body">What a two-way route sends to the client.</param>
    /// <param name="Subprotocol">What it chose for a handshake, or null.</param>
    public sealed record Mapped(int StatusCode, ReadOnlyMemory<byte> Body, string? Subprotocol) : InvocationOutcome;

    /// <summary>No request template has the key, and <c>PassthroughBehavior</c> lets nothing pass without one.</summary>
    public sealed record UnsupportedMediaType(string TemplateKey) : InvocationOutcome;

    /// <summary>There is no such function, or it may not be called.</summary>
    public sealed record Unreachable(string Reason) : InvocationOutcome;
}
