using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Chat.Emulator.Invocations;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tests.Wire;

/// <summary>Stands in for Lambda: functions are delegates, and every event is kept. A function nobody set answers <c>{"statusCode":200}</c>.</summary>
internal sealed class StubLambda : ILambdaInvoker
{
    private readonly ConcurrentDictionary<string, Func<JsonNode, CancellationToken, Task<InvocationOutcome>>> _functions = new();
    private readonly ConcurrentDictionary<string, Channel<JsonNode>> _events = new();
    private int _invocations;

    /// <summary>Whether somebody debugs the functions.</summary>
    public bool IsBeingDebugged { get; set; }

    /// <summary>What the template says of events for which nobody waits.</summary>
    public AsyncSettings Settings { get; set; } = AsyncSettings.Default;

    AsyncSettings ILambdaInvoker.AsyncSettingsOf(string functionName) => Settings;

    public int Invocations => Volatile.Read(ref _invocations);

    public StubLambda On(string functionName, Func<JsonNode, CancellationToken, Task<InvocationOutcome>> function)
    {
        _functions[functionName] = function;
        return this;
    }

    public StubLambda On(string functionName, InvocationOutcome outcome) => On(functionName, (_, _) => Task.FromResult(outcome));

    public StubLambda Answers(string functionName, string json) => On(functionName, Responded(json));

    public static InvocationOutcome Responded(string json) => new InvocationOutcome.Responded(Encoding.UTF8.GetBytes(json));

    /// <summary>The next event that the function got, in the order of their coming.</summary>
    public async Task<JsonNode> NextEventAsync(string functionName) => await EventsOf(functionName).Reader.ReadAsync().AsTask().Soon();

    public int CountWaitingEvents(string functionName) => EventsOf(functionName).Reader.Count;

    bool ILambdaInvoker.IsBeingDebugged(string functionName) => IsBeingDebugged;

    public async ValueTask<InvocationOutcome> InvokeAsync(LambdaInvocation invocation, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _invocations);
        var json = JsonNode.Parse(invocation.Payload.Span)!;
        EventsOf(invocation.FunctionName).Writer.TryWrite(json);
        return _functions.TryGetValue(invocation.FunctionName, out var function)
            ? await function(json, cancellationToken)
            : Responded("""{"statusCode":200}""");
    }

    // Unbounded: a test makes as many events as it makes.
    private Channel<JsonNode> EventsOf(string functionName) => _events.GetOrAdd(functionName, _ => Channel.CreateUnbounded<JsonNode>());
}
