using System.Net;
using System.Net.Sockets;
using System.Text;
using Chat.Emulator.Host.Tls;
using Chat.Emulator.Tests.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Host.Tls;

[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit calls IAsyncLifetime.DisposeAsync.")]
public sealed class TlsOrPlainTests : IAsyncLifetime
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly Authority _authority = Authority.Create(TimeProvider.System.GetUtcNow());
    private ServerCertificates _certificates = null!;
    private WebApplication _app = null!;
    private HttpMessageInvoker _client = null!;
    private int _port;

    public async Task InitializeAsync()
    {
        _certificates = new ServerCertificates(_authority, _time);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(5));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseTlsOrPlain(_certificates, Silence, _time);
        }));
        _app = builder.Build();
        _app.Run(context => context.Response.WriteAsync(context.Request.Scheme));
        await _app.StartAsync();
        _port = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        _client = Trusting.Client(_authority.CertificatePem);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        _certificates.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("http", "127.0.0.1")]
    [InlineData("https", "127.0.0.1")]
    [InlineData("https", "localhost")]
    public async Task Request_OfEitherKind_IsAnsweredOnTheSamePort(string scheme, string host)
    {
        using var response = await _client.GetAsync($"{scheme}://{host}:{_port}/").Soon();

        Assert.Equal(scheme, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task FirstByte_OfNeither_IsHttpsNorHttpAndIsABadRequest()
    {
        using var socket = await OpenAsync([0x00, 0x01, .. "nonsense\r\n\r\n"u8]);

        Assert.StartsWith("HTTP/1.1 400 ", await ReadToEndAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handshake_Garbled_EndsThatConnectionAlone()
    {
        using var socket = await OpenAsync([0x16, .. "this is no ClientHello, but long enough to be looked at"u8]);
        await ReadToEndAsync(socket);

        using var response = await _client.GetAsync($"https://127.0.0.1:{_port}/").Soon();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Handshake_HalfOpen_HoldsNobodyElse()
    {
        var halves = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => OpenAsync([0x16, 0x03])));

        using var secured = await _client.GetAsync($"https://127.0.0.1:{_port}/").Soon();
        using var plain = await _client.GetAsync($"http://127.0.0.1:{_port}/").Soon();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (secured.StatusCode, plain.StatusCode));
        Array.ForEach(halves, half => half.Dispose());
    }

    [Fact]
    public async Task Connection_Silent_IsClosedAfterItsTime()
    {
        using var socket = await OpenAsync([]);
        var end = ReadToEndAsync(socket);

        // Nothing tells that the server has accepted and set its timer: time goes on until it has.
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (!end.IsCompleted)
        {
            _time.Advance(Silence);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        }

        Assert.Equal("", await end);
    }

    [Fact]
    public async Task Connection_Silent_DoesNotHoldAStop()
    {
        using var socket = await OpenAsync([]);

        // Behind it in the same queue of the operating system: once this is answered, the silent one is accepted too.
        using var response = await _client.GetAsync($"http://127.0.0.1:{_port}/").Soon();

        await _app.StopAsync().Soon();

        Assert.Equal("", await ReadToEndAsync(socket));
    }

    private async Task<Socket> OpenAsync(byte[] first)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _port);
        await socket.SendAsync(first);
        return socket;
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[1024];
        try
        {
            while (await socket.ReceiveAsync(buffer).Soon() is > 0 and var count)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
            // Reset: ended as well.
        }

        return text.ToString();
    }
}
