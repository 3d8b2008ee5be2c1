using System.Collections.Immutable;
using System.Net;
using Chat.Contracts;
using Chat.Contracts.Console;
using Chat.Emulator.Gateway;
using Chat.Emulator.Host.Tls;
using Chat.Emulator.Http;
using Chat.Emulator.LiveConsole;
using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Telemetry;
using Chat.Emulator.Template;
using Chat.ServiceDefaults;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Chat.Emulator.Host.Listening;

/// <summary>The one port: the gateway's two doors, the emulator's own paths (<c>/_…</c>), and the files at <c>/</c>.</summary>
internal sealed class FrontDoor : IAsyncDisposable
{

    // In telemetry, unless OTEL_SERVICE_NAME says otherwise.
    private const string ServiceName = "emulator";

    // For closing the connections and their $disconnect; what hangs longer is cut. A person who pressed Ctrl-C waits 5 s in all.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3.5);

    private readonly WebApplication _app;
    private readonly LocalTls _tls;

    private FrontDoor(WebApplication app, LocalTls tls)
    {
        _app = app;
        _tls = tls;
    }

    public required Uri? PageUrl { get; init; }

    public required int Port { get; init; }

    public string AuthorityFile => _tls.AuthorityFile;

    public Uri ConsoleUrl => new(
        $"http://127.0.0.1:{Port}{ConsolePaths.Page}?token={Uri.EscapeDataString(_app.Services.GetRequiredService<ConsoleToken>().Value)}");

    /// <summary>What everything behind the door is made of, for who starts it.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Binds the port, and answers every request with 503 until <see cref="Open"/>. Throws <see cref="EmulatorStartException"/> when the port is taken.</summary>
    /// <param name="modules">What is behind the door. They are not started here.</param>
    public static async Task<FrontDoor> BindAsync(
        EmulatorOptions options,
        Stack stack,
        ImmutableArray<IModuleSetup> modules,
        Action<ILoggingBuilder> logging,
        CancellationToken cancellationToken)
    {
        WebFolder.Require(options.WebFolder);
        var tls = LocalTls.Open(options.TlsFolder, TimeProvider.System);
        var own = new Dictionary<string, ListenOptions>(StringComparer.Ordinal);
        WebApplication? app = null;
        try
        {
            app = Build(options, stack, tls, own, (services, logs) =>
            {
                logging(logs);
                foreach (var module in modules)
                {
                    module.AddServices(services, stack, options);
                }
            });
            Furnish(app, options, modules);
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
        return new FrontDoor(app, tls) { Port = port, PageUrl = options.WebFolder is null ? null : new Uri($"http://127.0.0.1:{port}/") };
    }

    /// <summary>Everything behind the door is up: from here on clients are let in.</summary>
    public void Open() => _app.Services.GetRequiredService<Readiness>().Open();

    /// <summary>Closes every connection and lets their <c>$disconnect</c> run. What is behind the door is still there.</summary>
    public Task CloseAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _app.DisposeAsync();
        _tls.Dispose();
    }

    private static void Furnish(WebApplication app, EmulatorOptions options, ImmutableArray<IModuleSetup> modules)
    {
        app.UseBadRequests();

        // Healthy means usable: whoever waits for it, Aspire say, connects next.
        var readiness = app.Services.GetRequiredService<Readiness>();
        app.Use(next => context => readiness.IsReady ? next(context) : SendStartingAsync(context));
        app.UseHealthChecks(EmulatorPaths.Health);
        app.UseConsole();
        app.UseWebFolder(options.WebFolder);
        foreach (var module in modules)
        {
            module.Use(app);
        }

        if (options.WebFolder is null)
        {
            app.UseLandingPage();
        }
    }

    private static WebApplication Build(
        EmulatorOptions options, Stack stack, LocalTls tls, Dictionary<string, ListenOptions> own, Action<IServiceCollection, ILoggingBuilder> addModules)
    {
        // Empty: the settings are EmulatorOptions alone, not whatever appsettings.json or ASPNETCORE_URLS is around.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(TelemetrySettings());
        builder.AddServiceDefaults(ServiceName);
        builder.Services.AddTelemetryFilters();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(tls);
        builder.Services.AddSingleton(new RunningStack(stack));
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton(provider =>
        {
            var modules = new Lazy<IModule[]>(() => [.. provider.GetServices<IModule>()]);
            return new ModuleVariables(provider.GetRequiredService<RunningStack>(), () => modules.Value);
        });
        builder.Services.AddSingleton<IFunctionVariables>(provider => provider.GetRequiredService<ModuleVariables>());
        builder.Services.AddDetachableTransport();
        builder.Services.AddConsole(options);
        addModules(builder.Services, builder.Logging);
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
        return context.Response.Body.WriteAsync(ErrorJson.Of(("message", "Service Unavailable"))).AsTask();
    }
}
