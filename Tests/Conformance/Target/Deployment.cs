using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Chat.Emulator.Tests.Wire;

namespace Chat.Conformance.Tests.Target;

/// <summary>What the suite talks to: the stack of <c>template.yaml</c>, on AWS or in an emulator that it starts. One for all tests.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    public const string Variable = "CHAT_CONFORMANCE_URL";

    private const string MainApi = "main";

    private static Deployment? _started;

    private readonly EmulatorProcess? _emulator;
    private readonly Uri _main;
    private readonly JsonNode _apiIds;

    private Deployment(EmulatorProcess? emulator, Uri main, JsonNode apiIds, AWSCredentials credentials, string region)
    {
        _emulator = emulator;
        _main = main;
        _apiIds = apiIds;
        Credentials = credentials;
        Region = region;
    }

    /// <summary>True for an API that somebody deployed, false for the emulator that the suite starts.</summary>
    public static bool IsGiven => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>
    /// How long a test listens before it says that nothing came. Here what would have come was there before the answer that a test
    /// asks for last; over a network the order of two answers says little.
    /// </summary>
    public static TimeSpan Silence => IsGiven ? TimeSpan.FromSeconds(3) : TimeSpan.Zero;

    public AWSCredentials Credentials { get; }

    public string Region { get; }

    /// <summary>Started by the first test that asks.</summary>
    public static Task<Deployment> GetAsync() => One.Starting;

    public static ValueTask StopAsync() => _started?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The stage of an API.</summary>
    public Uri Url(string api) => Url(_main, (string)_apiIds[MainApi]!, (string)_apiIds[api]!, api);

    /// <summary>Stage and API are named alike: <c>wss://{id}.execute-api.{region}.amazonaws.com/plain</c>, <c>ws://127.0.0.1:4510/plain</c>.</summary>
    public static Uri Url(Uri main, string mainId, string apiId, string api)
    {
        var host = main.Host.StartsWith(mainId + ".", StringComparison.Ordinal) ? apiId + main.Host[mainId.Length..] : main.Host;
        return new UriBuilder(main) { Host = host, Path = "/" + api }.Uri;
    }

    /// <summary>Where the API's <c>@connections</c> are, without a path.</summary>
    public Uri Endpoint(string api) => new($"{(_main.Scheme == Uri.UriSchemeWss ? "https" : "http")}://{Url(api).Authority}");

    public async ValueTask DisposeAsync()
    {
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }
    }

    private static async Task<Deployment> StartAsync() => _started = await ReachAsync();

    private static async Task<Deployment> ReachAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } given)
        {
            var (emulator, url) = await EmulatorProcess.StartAsync();
            return new Deployment(emulator, url, await ReadApiIdsAsync(url), new BasicAWSCredentials("test", "test"), "us-east-1");
        }

        var main = new Uri(given);
        if (main.AbsolutePath.Trim('/') != MainApi)
        {
            throw new InvalidOperationException($"{Variable} must be the output Url of the stack of template.yaml, wss://…/{MainApi}, and is {given}.");
        }

        // a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com
        var region = main.Host.Split('.') is [_, "execute-api", var named, ..] && named != "localhost"
            ? named
            : Environment.GetEnvironmentVariable("AWS_REGION") ?? "us-east-1";
        return new Deployment(null, main, await ReadApiIdsAsync(main), await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(), region);
    }

    private static async Task<JsonNode> ReadApiIdsAsync(Uri main)
    {
        await using var client = await RawClient.SendHandshakeAsync(main);
        Assert.Equal(101, (await client.ReadResponseAsync()).Status);
        await client.SendTextAsync("""{"action":"answer","describe":true}""");
        return JsonNode.Parse(await client.ReadTextAsync())!;
    }

    // A class of its own, so that a look at what is given doesn't start anything.
    private static class One
    {
        public static readonly Task<Deployment> Starting = StartAsync();
    }
}
