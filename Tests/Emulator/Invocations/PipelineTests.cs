using System.Diagnostics.Metrics;
using Chat.Contracts.Faults;
using Chat.Emulator.Iam;
using Chat.Emulator.Invocations;
using Chat.Emulator.Invocations.Faults;
using Chat.Emulator.Journal;
using Chat.Emulator.Lambda.Invoke;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Gateway.Handshake.Authorization;
using Chat.Emulator.Tests.Iam;
using Chat.Emulator.Tests.Invocations.Faults;
using Chat.Emulator.Tests.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Emulator.Tests.Invocations;

/// <summary>Everything that holds for a call of a backend, for everybody who makes one.</summary>
public sealed class PipelineTests
{
    private const string Authorizer = "authorizer";

    // Longer than any integration's, and no longer than two of them: a clock that moves by it once ends whoever gives up.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(29);

    public static TheoryData<string, bool> Routes => new()
    {
        { "$default", false },
        { "$default", true },
        { "$connect", false },
        { "$connect", true },
        { "$disconnect", false },
        { "$disconnect", true },
    };

    public static IEnumerable<object[]> Callers => Routes.Append([Authorizer, false]);

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Permission_Missing_FunctionIsNotCalled(string caller, bool isMapped)
    {
        await using var gateway = await StartAsync(caller, isMapped, services => services.AddSingleton(new InvokePermissions(TestStack.With())));

        await using var client = await CallAsync(gateway, caller);

        Assert.Equal("unreachable", await OutcomeAsync(gateway, client, caller));
        Assert.Equal(0, gateway.Lambda.Invocations);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Fault_InForce_StrikesInsteadOfTheFunction(string caller, bool isMapped)
    {
        await using var gateway = await StartAsync(caller, isMapped);
        using var counts = new FaultCounts(gateway.Get<IMeterFactory>());
        gateway.Get<FaultInjection>().Set(new FaultSettings { InvocationsFailed = 1 });

        await using var client = await CallAsync(gateway, caller);

        await counts.NextAsync("InvocationFailed");
        Assert.Equal(0, gateway.Lambda.Invocations);
    }

    [Theory]
    [InlineData("RequestResponse", StatusCodes.Status200OK)]
    [InlineData("Event", StatusCodes.Status202Accepted)]
    public async Task Fault_InForce_StrikesCallersOfTheInvokeApiToo(string type, int status)
    {
        await using var gateway = await StartAsync("$default", isMapped: false);
        using var counts = new FaultCounts(gateway.Get<IMeterFactory>());
        gateway.Get<FaultInjection>().Set(new FaultSettings { InvocationsFailed = 1 });
        var api = new InvokeApi(TestStack.With().Functions, gateway.Get<InvocationPipeline>(), gateway.Get<AsyncInvocations>(), AccessInForce.Off);
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Post;
        context.Request.Headers["X-Amz-Invocation-Type"] = type;

        await api.HandleAsync(context, new FunctionName(TestStack.Function, null)).Soon();

        await counts.NextAsync("InvocationFailed");
        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal(0, gateway.Lambda.Invocations);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Function_NeverAnswers_IsGivenUp(string caller, bool isMapped)
    {
        await using var gateway = await StartAsync(caller, isMapped);
        Silence(gateway, caller);
        await using var client = await CallAsync(gateway, caller);
        await gateway.Lambda.NextEventAsync(FunctionOf(caller));

        gateway.Time.Advance(Timeout);

        Assert.Equal("timedOut", await OutcomeAsync(gateway, client, caller));
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Function_IsBeingDebugged_NobodyGivesItUp(string caller, bool isMapped)
    {
        await using var gateway = await StartAsync(caller, isMapped);
        var answer = Silence(gateway, caller);
        gateway.Lambda.IsBeingDebugged = true;
        await using var client = await CallAsync(gateway, caller);
        await gateway.Lambda.NextEventAsync(FunctionOf(caller));

        gateway.Time.Advance(Timeout);
        answer.SetResult();

        Assert.Equal("responded", await OutcomeAsync(gateway, client, caller));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_Any_IsInTheJournalAndMeasured(string routeKey, bool isMapped)
    {
        await using var gateway = await StartAsync(routeKey, isMapped);
        var measured = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = Listen(gateway.Get<IMeterFactory>(), measured);

        await using var client = await CallAsync(gateway, routeKey);

        Assert.Equal("responded", await OutcomeAsync(gateway, client, routeKey));
        Assert.Equal(routeKey, await measured.Task.Soon());
    }

    private static Task<TestGateway> StartAsync(string caller, bool isMapped, Action<IServiceCollection>? services = null)
    {
        var api = caller == Authorizer ? AuthorizedApi.With()
            : isMapped ? TestApi.WithRoutes().With(new Route { RouteKey = caller, Integration = new RouteIntegration.Lambda(FunctionOf(caller)) { Timeout = Timeout } })
            : TestApi.WithRoutes(caller);
        return TestGateway.StartAsync(api, caller == Authorizer ? AuthorizedApi.Answering() : new StubLambda(), services: services);
    }

    private static string FunctionOf(string caller) => caller.TrimStart('$');

    /// <summary>The function answers only when the result is completed.</summary>
    private static TaskCompletionSource Silence(TestGateway gateway, string caller)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gateway.Lambda.On(FunctionOf(caller), async (request, cancellationToken) =>
        {
            await answer.Task.WaitAsync(cancellationToken);
            return caller == Authorizer ? AuthorizedApi.Policy("Allow", (string)request["methodArn"]!) : StubLambda.Responded("""{"statusCode":200}""");
        });
        return answer;
    }

    /// <summary>Brings about the call, and doesn't wait for what becomes of it.</summary>
    private static async Task<RawClient> CallAsync(TestGateway gateway, string caller)
    {
        if (caller is "$connect" or Authorizer)
        {
            return await RawClient.SendHandshakeAsync(gateway.Port, "/demo");
        }

        var client = await gateway.ConnectAsync();
        await (caller == "$disconnect" ? client.SendCloseAsync(1000) : client.SendTextAsync("{}"));
        return client;
    }

    /// <summary>What the journal has of a route; of an authorizer, what its client was told.</summary>
    private static async Task<string?> OutcomeAsync(TestGateway gateway, RawClient client, string caller)
    {
        if (caller == Authorizer)
        {
            // A handshake tells neither of the two 500s apart, and need not.
            var isCalled = gateway.Lambda.Invocations > 0;
            return (await client.ReadResponseAsync()).Status == StatusCodes.Status101SwitchingProtocols ? "responded" : isCalled ? "timedOut" : "unreachable";
        }

        var journal = gateway.Get<EventJournal>();
        using var watch = journal.Watch();
        using var limit = new CancellationTokenSource(Patience.Limit);
        for (var sequence = 1L; ; sequence++)
        {
            while (sequence >= journal.Next)
            {
                await watch.WaitAsync(limit.Token);
            }

            if (journal.TryRead(sequence, out var entry) && entry.Kind == JournalKind.Integrated && entry.Name == caller)
            {
                return entry.Detail;
            }
        }
    }

    private static MeterListener Listen(IMeterFactory meters, TaskCompletionSource<string?> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "IntegrationLatency" && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => measured.TrySetResult((string?)tags.ToArray().Single(tag => tag.Key == "Route").Value));
        listener.Start();
        return listener;
    }
}
