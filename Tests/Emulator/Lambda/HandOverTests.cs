using System.Text;
using Chat.Emulator.Lambda.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Chat.Emulator.Tests.Lambda;

public sealed class HandOverTests
{
    [Fact]
    public async Task Next_ConnectionLostWhileTheEventIsWritten_GivesItToAnother()
    {
        await using var host = await LambdaHost.StartAsync();
        using var lifetime = new LostOnWrite();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        context.Response.Body = lifetime.Body;
        context.Request.Method = "GET";
        context.Request.Path = "/2018-06-01/runtime/invocation/next";
        var handling = RuntimeApi.HandleAsync(context, host.Pool.Events.Attach()!);
        var outcome = host.InvokeAsync("1");

        await handling.WaitAsync(LambdaHost.Limit);

        Assert.Equal("1", Encoding.UTF8.GetString(lifetime.Body.ToArray()));
        Assert.Equal((0, 1), (host.Pool.Counts.Busy, host.Pool.Counts.Queued));
        var another = await host.Pool.Events.Ask(host.Pool.Events.Attach()!)!.Task.WaitAsync(LambdaHost.Limit);
        Assert.Equal(context.Response.Headers["Lambda-Runtime-Aws-Request-Id"], another!.RequestId);
        Assert.False(outcome.IsCompleted);
    }

    /// <summary>Takes what is written, as a socket does whose other end has gone, and reports the loss.</summary>
    private sealed class LostOnWrite : IHttpRequestLifetimeFeature, IDisposable
    {
        private readonly CancellationTokenSource _aborted = new();

        public LostOnWrite() => Body = new Stream(_aborted);

        public Stream Body { get; }

        public CancellationToken RequestAborted { get => _aborted.Token; set => throw new NotSupportedException(); }

        public void Abort() => _aborted.Cancel();

        public void Dispose() => _aborted.Dispose();

        public sealed class Stream(CancellationTokenSource aborted) : MemoryStream
        {
            public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
            {
                await base.WriteAsync(buffer, cancellationToken);
                await aborted.CancelAsync();
            }
        }
    }
}
