using System.IO.Pipes;
using System.Net.Sockets;

namespace Chat.AppHost.Backends;

/// <summary>Whether a Docker daemon answers. The command line proves nothing: it may be installed where no daemon runs.</summary>
internal static class DockerDaemon
{
    private const string HostVariable = "DOCKER_HOST";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The daemon's address as Docker's own command line finds it, without contexts.</summary>
    public static Uri DefaultAddress { get; } = Address(Environment.GetEnvironmentVariable(HostVariable), OperatingSystem.IsWindows());

    public static Uri Address(string? host, bool isWindows) =>
        !string.IsNullOrWhiteSpace(host) && Uri.TryCreate(host, UriKind.Absolute, out var given)
            ? given
            : new Uri(isWindows ? "npipe://./pipe/docker_engine" : "unix:///var/run/docker.sock");

    /// <summary>Asks <c>/_ping</c>. Null: it answers. Else what to tell a person, the embedded backend among it.</summary>
    public static async Task<string?> WhyNotAsync(Uri address, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, token) => ConnectAsync(address, token) });
        try
        {
            // https://docs.docker.com/reference/api/engine/ : the host of the URL is not looked at over a socket.
            using var answer = await http.GetAsync(new Uri("http://docker/_ping"), either.Token);
            return answer.IsSuccessStatusCode ? null : Problem(address, $"answers {(int)answer.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            return Problem(address, $"doesn't answer ({(e.InnerException ?? e).Message})");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Problem(address, $"doesn't answer within {Limit.TotalSeconds} s");
        }
    }

    private static string Problem(Uri address, string what) =>
        $"{Backend.Setting}=LocalStack needs Docker, and its daemon at {address} {what}. Start Docker, or use the embedded backend, "
        + $"which needs none: leave {Backend.Setting} out, or set it to Embedded.";

    private static async ValueTask<Stream> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        if (address.Scheme == "npipe")
        {
            var pipe = new NamedPipeClientStream(".", address.AbsolutePath.Replace("/pipe/", "", StringComparison.Ordinal).Trim('/'), PipeDirection.InOut, PipeOptions.Asynchronous);
            await pipe.ConnectAsync(cancellationToken);
            return pipe;
        }

        var isUnix = address.Scheme == "unix";
        var socket = isUnix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await (isUnix
                ? socket.ConnectAsync(new UnixDomainSocketEndPoint(address.AbsolutePath), cancellationToken)
                : socket.ConnectAsync(address.Host, address.Port < 0 ? 2375 : address.Port, cancellationToken));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
