using System.Net;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Emulator.Tests.Lambda;

public sealed class AttachedRuntimesTests
{
    [Fact]
    public async Task Attached_Poller_GetsEventsInPlaceOfAProcess()
    {
        await using var host = await LambdaHost.StartAsync();
        await using var main = await MainPortAsync(host);
        using var attached = Attach(main);
        var first = host.InvokeAsync("1");
        (await host.Processes.NextAsync()).Exit(1);
        Assert.Equal("Runtime.ExitError", LambdaHost.Failure(await first).ErrorType);
        var next = attached.NextAsync();
        await host.UntilAsync(counts => counts.Idle == 1);

        var second = host.InvokeAsync("2");
        await attached.RespondAsync((await next).RequestId, "attached");
        Assert.Equal("attached", LambdaHost.Text(await second));

        var third = host.InvokeAsync("3");
        await attached.EchoAsync();
        Assert.Equal("3", LambdaHost.Text(await third));
        Assert.Equal(1, host.Processes.Count);
    }

    [Fact]
    public async Task Attached_PollerStaysAway_HandsOverToAProcess()
    {
        await using var host = await LambdaHost.StartAsync();
        await using var main = await MainPortAsync(host);
        using var attached = Attach(main);
        var next = attached.NextAsync();
        await host.UntilAsync(counts => counts.Idle == 1);
        var first = host.InvokeAsync("1");
        await attached.RespondAsync((await next).RequestId, "1");
        await first;

        var second = host.InvokeAsync("2");
        host.Time.Advance(LambdaQuotas.AttachedReturn);

        await (await host.Processes.NextAsync()).Runtime.EchoAsync();
        Assert.Equal("2", LambdaHost.Text(await second));
    }

    [Fact]
    public async Task Attached_UnknownFunctionIdOrCall_IsRefused()
    {
        await using var host = await LambdaHost.StartAsync();
        await using var main = await MainPortAsync(host);
        using var attached = Attach(main);
        using var nobody = new RuntimeClient($"{new Uri(main.Urls.Single()).Authority}/websocket-nobody");
        using var nothing = new ByteArrayContent([]);

        Assert.Equal(HttpStatusCode.NotFound, await nobody.AskAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await attached.RespondAsync(Guid.NewGuid().ToString(), "{}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await attached.PostAsync("no/such/call", nothing)).Status);
    }

    private static async Task<WebApplication> MainPortAsync(LambdaHost host)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var main = builder.Build();
        main.UseRouting();
        main.MapRuntimeApi(host.Functions);
        await main.StartAsync();
        return main;
    }

    private static RuntimeClient Attach(WebApplication main) => new($"{new Uri(main.Urls.Single()).Authority}/{LambdaHost.Name}");
}
