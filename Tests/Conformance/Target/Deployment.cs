using System.Net.Sockets;
using Amazon.Runtime;
using Chat.Conformance.Tests.Clients;
using Chat.Emulator.Tests.Wire;
using Xunit.Sdk;

namespace Chat.Conformance.Tests.Target;

/// <summary>The template's APIs at the target, as the driver left them. One for all tests.</summary>
internal sealed class Deployment(IReadOnlyDictionary<string, Endpoint> apis, AWSCredentials credentials, string region) : IAsyncDisposable
{
    // What a first installation from npm takes, and more.
    private static readonly TimeSpan DeployLimit = TimeSpan.FromMinutes(5);

    /// <summary>Of the <c>@connections</c> calls.</summary>
    public AWSCredentials Credentials => credentials;

    public string Region => region;

    /// <summary>What ran, with versions: <c>osls 4.3.1, serverless-offline 14.8.2</c>. Empty when the target doesn't say.</summary>
    public string Versions { get; init; } = "";

    /// <summary>What the driver started.</summary>
    public IReadOnlyList<IAsyncDisposable> Started { get; init; } = [];

    /// <summary>The deployment of this run; null when no test asked for one, or there is none to be had.</summary>
    public static Deployment? Current { get; private set; }

    /// <summary>Why there is none to be had, when there isn't.</summary>
    public static string? WhyNone { get; private set; }

    public Endpoint this[string api] => apis.TryGetValue(api, out var endpoint)
        ? endpoint
        : throw new InvalidOperationException($"{Drivers.Chosen.Name} has no API '{api}': its driver has to name it, or list the statement that needs it as one that can't be tried.");

    /// <summary>Made by the first test that asks.</summary>
    public static Task<Deployment> GetAsync() => One.Starting;

    public static ValueTask StopAsync() => Current?.DisposeAsync() ?? ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Started)
        {
            await one.DisposeAsync();
        }
    }

    private static async Task<Deployment> StartAsync()
    {
        using var limit = new CancellationTokenSource(DeployLimit);
        try
        {
            var deployment = await Drivers.Chosen.DeployAsync(limit.Token);
            try
            {
                await AssertAnswersAsync(deployment["main"].Url);
                return Current = deployment;
            }
            catch
            {
                await deployment.DisposeAsync();
                throw;
            }
        }
        catch (Exception e)
        {
            WhyNone = e.Message;
            throw;
        }
    }

    // Every test begins with this. Where it fails, it would fail for each of them, and each would wait in vain.
    private static async Task AssertAnswersAsync(Uri main)
    {
        try
        {
            await using var client = await RawClient.SendHandshakeAsync(main);
            Assert.Equal(101, (await client.ReadResponseAsync()).Status);
            await client.SendTextAsync("""{"action":"answer","watcher":null,"returns":{"statusCode":200,"body":"ready"}}""");
            Assert.Equal("ready", await client.ReadMessageAsync());
        }
        catch (Exception e) when (e is IOException or SocketException or TimeoutException or XunitException)
        {
            throw new InvalidOperationException($"{Drivers.Chosen.Name}: the route 'answer' of the main API, {main}, doesn't answer as the template's function does: {e.Message}", e);
        }
    }

    // A class of its own, so that a look at the type doesn't start anything.
    private static class One
    {
        public static readonly Task<Deployment> Starting = StartAsync();
    }
}
