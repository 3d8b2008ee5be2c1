using System.Net;
using Chat.Emulator.Gateway;
using Chat.Emulator.Gateway.Messages.Integration.Backends;
using Chat.Emulator.Host.Tls;
using Chat.Emulator.Http;
using Chat.Emulator.Iam;
using Chat.Emulator.Invocations;
using Chat.Emulator.Journal;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Invoke;
using Chat.Emulator.Lambda.Runtime;
using Chat.Emulator.LiveConsole;
using Chat.Emulator.Options;
using Chat.Emulator.Tables;
using Chat.Emulator.Telemetry;
using Chat.Emulator.Template;
using Chat.ServiceDefaults;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Chat.Emulator.Host.Listening;

/// <summary>The one port: the gateway's two doors, the emulator's own paths (<c>/_…</c>), and the files at <c>/</c>.</summary>
internal sealed class FrontDoor : IAsyncDisposable
{
    private const string HealthPath = "/_health";

    // In telemetry, unless OTEL_SERVICE_NAME says otherwise.
    private const string ServiceName = "emulator";

    // For closing the connections and their $disconnect; what hangs longer is cut. A person who pressed Ctrl-C waits 5 s in all.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3.5);

    private readonly WebApplication _app;
    private readonly FunctionsBehindDoor _functions;

    private FrontDoor(WebApplication app, LocalTls tls, FunctionsBehindDoor functions)
    {
        _app = app;
        Tls = tls;
        _functions = functions;
    }

    public required Uri? PageUrl { get; init; }

    public required int Port { get; init; }

    public LocalTls Tls { get; }

    public ApiPorts Ports => _app.Services.GetRequiredService<ApiPorts>();

    public Uri ConsoleUrl => new(
        $"http://127.0.0.1:{Port}{ConsolePage.Path}?token={Uri.EscapeDataString(_app.Services.GetRequiredService<ConsoleToken>().Value)}");

    /// <summary>What the console and the functions tell it: see <see cref="EventJournal"/>.</summary>
    public EventJournal Journal => _app.Services.GetRequiredService<EventJournal>();

    public ILoggerFactory LoggerFactory => _app.Services.GetRequiredService<ILoggerFactory>();

    /// <summary>A part of the gateway, or of what else is behind the door. Null when the options leave it out.</summary>
    public T? Find<T>() => _app.Services.GetService<T>();

    /// <summary>Null when nothing is checked.</summary>
    public AccessControl? Access => _app.Services.GetService<AccessControl>();

    /// <summary>Binds the port, and answers every request with 503 until <see cref="Open"/>. Throws <see cref="EmulatorStartException"/> when the port is taken.</summary>
    public static async Task<FrontDoor> BindAsync(
        EmulatorOptions options,
        Stack stack,
        CallerCredentials credentials,
        Action<ILoggingBuilder> logging,
        CancellationToken cancellationToken)
    {
        var functions = new FunctionsBehindDoor();
        WebFolder.Require(options.WebFolder);
        var tls = LocalTls.Open(options.TlsFolder, TimeProvider.System);
        var own = new Dictionary<string, ListenOptions>(StringComparer.Ordinal);
        WebApplication? app = null;
        try
        {
            app = Build(options, stack, credentials, tls, functions, own, logging);
            Furnish(app, options, functions);
            LoopbackPort.RequireFree(options.Port);
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }

            tls.Dispose();
            throw;
        }

        var port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        app.Services.GetRequiredService<ApiPorts>().Open(port, own.ToDictionary(listen => listen.Key, listen => listen.Value.IPEndPoint!.Port));
        return new FrontDoor(app, tls, functions) { Port = port, PageUrl = options.WebFolder is null ? null : new Uri($"http://127.0.0.1:{port}/") };
    }

    private static void Furnish(WebApplication app, EmulatorOptions options, FunctionsBehindDoor functions)
    {
        app.UseBadRequests();

        // Healthy means usable: whoever waits for it, Aspire say, connects next.
        app.Use(next => context => functions.AreThere ? next(context) : SendStartingAsync(context));
        app.UseHealthChecks(HealthPath);
        app.UseConsole();
        app.UseAttachedRuntimes(() => functions.There);
        app.UseInvokeApi();
        app.UseWebFolder(options.WebFolder);
        app.UseWebSocketGateway();
        if (options.WebFolder is null)
        {
            app.UseLandingPage();
        }
    }

    /// <summary>Integrations with DynamoDB have something to call. Null without tables.</summary>
    public void OpenTables(Uri? endpoint) => _app.Services.GetRequiredService<TableBackend>().Arrive(endpoint);

    /// <summary>Everything behind the door is up: from here on clients are let in.</summary>
    /// <param name="tables">The tables' server itself; null without tables.</param>
    public void Open(LambdaFunctions functions, TableTarget? tables = null)
    {
        var console = _app.Services.GetRequiredService<ConsoleSources>();
        console.Functions = functions;
        console.Tables = tables;
        _functions.Arrive(functions);
    }

    /// <summary>Closes every connection and lets their <c>$disconnect</c> run.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Tls.Dispose();
    }

    private static WebApplication Build(
        EmulatorOptions options,
        Stack stack,
        CallerCredentials credentials,
        LocalTls tls,
        FunctionsBehindDoor functions,
        Dictionary<string, ListenOptions> own,
        Action<ILoggingBuilder> logging)
    {
        // Empty: the settings are EmulatorOptions alone, not whatever appsettings.json or ASPNETCORE_URLS is around.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(TelemetrySettings());
        builder.AddServiceDefaults(ServiceName);
        builder.Services.AddTelemetryFilters();
        logging(builder.Logging);
        builder.Services.AddSingleton<ILambdaInvoker>(functions);
        builder.Services.AddSingleton(options);
        builder.Services.AddDetachableTransport();
        builder.Services.AddWebSocketGateway(stack.Apis, GatewayLimits.Default with
        {
            AreRatesEnforced = options.AreRatesEnforced,
            SlowConsumerRefusals = options.SlowConsumerRefusals,
            SlowConsumerPeriod = options.SlowConsumerPeriod,
        });
        builder.Services.AddSingleton(services => new TableBackend(credentials, stack.Context.Region, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(services => new ServiceBackend(credentials, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddInvokeApi(stack.Functions);
        builder.Services.AddConsole(options, stack);
        if (options.Iam)
        {
            builder.Services.AddIam(stack, credentials);
        }

        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = 16 * 1024;
            if (options.Port == 0)
            {
                kestrel.Listen(IPAddress.Loopback, 0, Speak);
            }
            else
            {
                // Both loopback addresses: browsers and Node.js try ::1 first for localhost.
                kestrel.ListenLocalhost(options.Port, Speak);
            }

            foreach (var (index, apiId) in ApiPorts.Needed(stack.Apis).Index())
            {
                // Near the one that is known, where that is free; so that it is the same at the next start.
                var next = options.Port == 0 || options.Port + index + 1 > IPEndPoint.MaxPort || !LoopbackPort.IsFree(options.Port + index + 1) ? 0 : options.Port + index + 1;
                kestrel.Listen(IPAddress.Loopback, next, listen =>
                {
                    own[apiId] = listen;
                    Speak(listen);
                });
            }

            void Speak(ListenOptions listen)
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseTlsOrPlain(tls.Certificates, kestrel.Limits.KeepAliveTimeout, TimeProvider.System);
            }
        });
        return builder.Build();
    }

    // By their whole names, which AddEnvironmentVariables("OTEL_") would cut the prefix off.
    private static IEnumerable<KeyValuePair<string, string?>> TelemetrySettings() => Environment.GetEnvironmentVariables()
        .Cast<System.Collections.DictionaryEntry>()
        .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value))
        .Where(variable => variable.Key.StartsWith("OTEL_", StringComparison.Ordinal));

    private static Task SendStartingAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync("""{"message":"Service Unavailable"}""");
    }

    /// <summary>The functions need the port in their environment, and the gateway needs the functions: so they come later.</summary>
    private sealed class FunctionsBehindDoor : ILambdaInvoker
    {
        private volatile LambdaFunctions? _functions;

        public bool AreThere => _functions is not null;

        public LambdaFunctions There => _functions!;

        public void Arrive(LambdaFunctions functions) => _functions = functions;

        public ValueTask<InvocationOutcome> InvokeAsync(LambdaInvocation invocation, CancellationToken cancellationToken) =>
            _functions!.InvokeAsync(invocation, cancellationToken);

        public bool IsBeingDebugged(string functionName) => _functions!.IsBeingDebugged(functionName);

        public InvocationCause FindCause(string sessionToken) => _functions!.FindCause(sessionToken);

        public string? FindFrozen(string sessionToken) => _functions!.FindFrozen(sessionToken);
    }
}
