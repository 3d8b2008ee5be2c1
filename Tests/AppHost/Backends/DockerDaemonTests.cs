using System.Net;
using System.Net.Sockets;
using Chat.AppHost.Backends;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Chat.AppHost.Tests.Backends;

/// <summary>Against a daemon that is a real server on a real socket.</summary>
public sealed class DockerDaemonTests
{
    [Fact]
    public async Task Daemon_AnswersThePing_IsThere()
    {
        var socket = Path.Combine(Directory.CreateTempSubdirectory("docker-").FullName, "docker.sock");
        await using var daemon = await StartAsync(socket, StatusCodes.Status200OK);

        Assert.Null(await WhyNotAsync(new Uri($"unix://{socket}")));
    }

    [Fact]
    public async Task Daemon_AnswersOverTcp_IsThere()
    {
        await using var daemon = await StartAsync(null, StatusCodes.Status200OK);

        Assert.Null(await WhyNotAsync(new Uri($"tcp://127.0.0.1:{new Uri(daemon.Urls.Single()).Port}")));
    }

    [Fact]
    public async Task Daemon_AnswersWithAnError_IsNotThereAndItSaysSo()
    {
        var socket = Path.Combine(Directory.CreateTempSubdirectory("docker-").FullName, "docker.sock");
        await using var daemon = await StartAsync(socket, StatusCodes.Status500InternalServerError);

        Assert.Contains("answers 500", await WhyNotAsync(new Uri($"unix://{socket}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Daemon_NoSocketOrNobodyBehindIt_NamesTheAddressAndTheEmbeddedBackend()
    {
        var folder = Directory.CreateTempSubdirectory("docker-").FullName;
        var none = Path.Combine(folder, "none.sock");
        var dead = Path.Combine(folder, "dead.sock");
        using (var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            listener.Bind(new UnixDomainSocketEndPoint(dead));
        }

        foreach (var socket in new[] { none, dead })
        {
            var problem = await WhyNotAsync(new Uri($"unix://{socket}"));

            Assert.Contains(socket, problem, StringComparison.Ordinal);
            Assert.Contains("Embedded", problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, false, "unix:///var/run/docker.sock")]
    [InlineData("", true, "npipe://./pipe/docker_engine")]
    [InlineData("tcp://10.0.0.5:2375", false, "tcp://10.0.0.5:2375")]
    [InlineData("unix:///run/user/1000/docker.sock", false, "unix:///run/user/1000/docker.sock")]
    public void Address_IsDockersOwnUnlessAVariableNamesAnother(string? host, bool isWindows, string expected) =>
        Assert.Equal(new Uri(expected), DockerDaemon.Address(host, isWindows));

    private static async Task<string?> WhyNotAsync(Uri address)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await DockerDaemon.WhyNotAsync(address, TimeProvider.System, limit.Token);
    }

    private static async Task<WebApplication> StartAsync(string? socket, int status)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            if (socket is null)
            {
                kestrel.Listen(IPAddress.Loopback, 0);
            }
            else
            {
                kestrel.ListenUnixSocket(socket);
            }
        });
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/_ping" ? status : StatusCodes.Status404NotFound;
            return context.Response.WriteAsync("OK");
        });
        await app.StartAsync();
        return app;
    }
}
