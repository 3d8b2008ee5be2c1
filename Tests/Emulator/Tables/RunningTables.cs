using System.Collections.Immutable;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Tables;

/// <summary>A table server on the real dynalite, with a client as a function would have it.</summary>
internal sealed class RunningTables : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private RunningTables(TableServer server, ProcessChildren children, FakeTimeProvider time, EventLog log)
    {
        Server = server;
        Children = children;
        Time = time;
        Events = log;
        Client = server.Target.Unlock(new AmazonDynamoDBClient(Credentials, Config(server.Target.Endpoint)));
    }

    public static BasicAWSCredentials Credentials { get; } = new("test", "test");

    public TableServer Server { get; }

    public ProcessChildren Children { get; }

    public AmazonDynamoDBClient Client { get; }

    public FakeTimeProvider Time { get; }

    public EventLog Events { get; }

    public static Table Connections { get; } = new()
    {
        LogicalId = "Connections",
        Name = "websocket-connections",
        Key = [new KeyElement("connectionId", "HASH")],
        Attributes = ImmutableDictionary<string, string>.Empty.Add("connectionId", "S"),
        TimeToLiveAttribute = "expiresAt",
    };

    public static async Task<RunningTables> StartAsync(ImmutableArray<Table> tables, string? dataFolder = null)
    {
        var children = new ProcessChildren();
        var time = new FakeTimeProvider(new DateTimeOffset(2031, 5, 6, 7, 8, 9, TimeSpan.Zero));
        var log = new EventLog();
        using var limit = new CancellationTokenSource(Limit);
        var server = await TableServer.StartAsync(tables, dataFolder, new TemplateContext("eu-west-1"), children, log, time, limit.Token);
        return new RunningTables(server, children, time, log);
    }

    public static AmazonDynamoDBConfig Config(Uri endpoint) =>
        new() { ServiceURL = endpoint.ToString(), AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Events.Dispose();
    }

    /// <summary>Signals the event ids that are logged.</summary>
    internal sealed class EventLog : ILoggerFactory, ILogger
    {
        private readonly TaskCompletionSource _swept = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, SemaphoreSlim> _events = new(StringComparer.Ordinal);
        private int _taken;

        /// <summary>Completes when the event has been logged that often.</summary>
        public async Task HappenedAsync(string eventName, int times)
        {
            for (; _taken < times; _taken++)
            {
                Assert.True(await Of(eventName).WaitAsync(Limit), $"{eventName} has not happened {times} times");
            }
        }

        private SemaphoreSlim Of(string eventName) => _events.GetOrAdd(eventName, _ => new SemaphoreSlim(0));

        /// <summary>Completes when expired items were deleted.</summary>
        public Task Swept => _swept.Task;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Of(eventId.Name ?? "").Release();
            if (eventId.Name == "ItemsExpired")
            {
                _swept.TrySetResult();
            }
        }

        public void Dispose()
        {
        }
    }
}
