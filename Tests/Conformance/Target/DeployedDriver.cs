using System.Text.Json.Nodes;
using Amazon.Runtime.Credentials;
using Chat.Emulator.Tests.Wire;

namespace Chat.Conformance.Tests.Target;

/// <summary>The template's stack, deployed on AWS by somebody with an account.</summary>
/// <param name="url">The stack's output Url.</param>
internal sealed class DeployedDriver(string url) : IDriver
{
    public const string Deployed = "deployed";

    private const string MainApi = "main";

    public string Name => Deployed;

    /// <summary>Over a network the order of two answers says little.</summary>
    public TimeSpan Silence => TimeSpan.FromSeconds(3);

    public IReadOnlyDictionary<int, string> Untried { get; } = new Dictionary<int, string>();

    public async Task<Deployment> DeployAsync(CancellationToken cancellationToken)
    {
        var main = new Uri(url);
        if (main.AbsolutePath.Trim('/') != MainApi)
        {
            throw new InvalidOperationException($"{Drivers.Url} must be the output Url of the stack of template.yaml, wss://…/{MainApi}, and is {url}.");
        }

        // a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com
        var region = main.Host.Split('.') is [_, "execute-api", var named, ..] && named != "localhost"
            ? named
            : Environment.GetEnvironmentVariable("AWS_REGION") ?? "us-east-1";
        var ids = (await ReadApiIdsAsync(main)).AsObject();
        return new Deployment(
            ids.ToDictionary(api => api.Key, api => Endpoint.Of(ApiUrl(main, (string)ids[MainApi]!, (string)api.Value!, api.Key))),
            await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync().WaitAsync(cancellationToken),
            region)
        {
            Versions = $"AWS, {region}",
        };
    }

    /// <summary>Stage and API are named alike: <c>wss://{id}.execute-api.{region}.amazonaws.com/plain</c>, <c>ws://127.0.0.1:4510/plain</c>.</summary>
    public static Uri ApiUrl(Uri main, string mainId, string apiId, string api)
    {
        var host = main.Host.StartsWith(mainId + ".", StringComparison.Ordinal) ? apiId + main.Host[mainId.Length..] : main.Host;
        return new UriBuilder(main) { Host = host, Path = "/" + api }.Uri;
    }

    private static async Task<JsonNode> ReadApiIdsAsync(Uri main)
    {
        await using var client = await RawClient.SendHandshakeAsync(main);
        Assert.Equal(101, (await client.ReadResponseAsync()).Status);
        await client.SendTextAsync("""{"action":"answer","describe":true}""");
        return JsonNode.Parse(await client.ReadTextAsync())!;
    }
}
