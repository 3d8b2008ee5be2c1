using System.Net;
using System.Net.Http.Json;
using Chat.Emulator.Lambda;
using Chat.Emulator.Lambda.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
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

    [Fact]
    public async Task Attached_StartedElsewhere_EventsWaitForThePollerAndNoProcessStarts()
    {
        await using var host = await LambdaHost.StartAsync(attached: true);
        await using var main = await MainPortAsync(host);
        using var attached = Attach(main);

        var first = host.InvokeAsync("1");
        var second = host.InvokeAsync("2");
        await attached.EchoAsync();
        await attached.EchoAsync();

        Assert.Equal(["1", "2"], [LambdaHost.Text(await first), LambdaHost.Text(await second)]);
        Assert.Equal(0, host.Processes.Count);
    }

    [Fact]
    public async Task Attached_StartedElsewhereAndGone_EventsWaitForTheNextPoller()
    {
        await using var host = await LambdaHost.StartAsync(attached: true);
        await using var main = await MainPortAsync(host);
        using var before = Attach(main);
        var first = host.InvokeAsync("1");
        await before.EchoAsync();
        await first;

        var second = host.InvokeAsync("2");
        host.Time.Advance(LambdaQuotas.AttachedReturn);
        await host.UntilAsync(counts => counts.Environments == 0);
        using var after = Attach(main);
        await after.EchoAsync();

        Assert.Equal("2", LambdaHost.Text(await second));
        Assert.Equal(0, host.Processes.Count);
    }

    [Fact]
    public async Task Environment_OfAFunction_IsTheTemplatesTheEmulatorsAndLambdasOwn()
    {
        await using var host = await LambdaHost.StartAsync(attached: true);
        await using var main = await MainPortAsync(host);
        using var http = new HttpClient { BaseAddress = new Uri(main.Urls.Single()) };

        var variables = await http.GetFromJsonAsync<Dictionary<string, string>>($"/_functions/{LambdaHost.Name}/environment");

        Assert.Equal("websocket-connections", variables!["WEBSOCKET_TABLE"]);
        Assert.Equal("AKIALOCALSEND", variables["AWS_ACCESS_KEY_ID"]);
        Assert.Equal(LambdaHost.Name, variables["_HANDLER"]);
        Assert.Equal("eu-central-1", variables["AWS_REGION"]);
        Assert.Matches($"^local[.][0-9a-f]{{16}}$", variables["AWS_SESSION_TOKEN"]);
        Assert.Equal(
            $"{http.BaseAddress.Authority}/{LambdaHost.Name}~{variables["AWS_SESSION_TOKEN"]["local.".Length..]}", variables["AWS_LAMBDA_RUNTIME_API"]);
        Assert.DoesNotContain("PATH", variables.Keys);
    }

    [Fact]
    public async Task Environments_OfTwoProcesses_AreToldApartByTheirTokens()
    {
        await using var host = await LambdaHost.StartAsync(attached: true);
        await using var main = await MainPortAsync(host);
        using var http = new HttpClient { BaseAddress = new Uri(main.Urls.Single()) };
        var first = (await http.GetFromJsonAsync<Dictionary<string, string>>($"/_functions/{LambdaHost.Name}/environment"))!;
        var second = (await http.GetFromJsonAsync<Dictionary<string, string>>($"/_functions/{LambdaHost.Name}/environment"))!;
        using var one = new RuntimeClient(first["AWS_LAMBDA_RUNTIME_API"]);
        using var other = new RuntimeClient(second["AWS_LAMBDA_RUNTIME_API"]);
        using var sameAsOne = new RuntimeClient(first["AWS_LAMBDA_RUNTIME_API"]);
        var nextOfOne = one.NextAsync();
        await host.UntilAsync(counts => counts.Idle == 1);
        Assert.Equal(LambdaHost.Name, host.Functions.FindFrozen(first["AWS_SESSION_TOKEN"]));
        Assert.Null(host.Functions.FindFrozen(second["AWS_SESSION_TOKEN"]));

        var outcome = host.Functions.InvokeAsync(new(LambdaHost.Name, "1"u8.ToArray(), MessageId: "m1"), CancellationToken.None).AsTask();
        var requestId = (await nextOfOne).RequestId;
        var nextOfOther = other.NextAsync();
        await host.UntilAsync(counts => counts.Idle == 1);
        // One that goes by an ID that is in use is one more process.
        var nextOfSame = sameAsOne.NextAsync();
        await host.UntilAsync(counts => counts.Idle == 2);

        Assert.Equal(("m1", requestId), (host.Functions.FindCause(first["AWS_SESSION_TOKEN"]).MessageId, host.Functions.FindCause(first["AWS_SESSION_TOKEN"]).RequestId));
        Assert.Null(host.Functions.FindCause(second["AWS_SESSION_TOKEN"]).MessageId);
        Assert.Null(host.Functions.FindFrozen(first["AWS_SESSION_TOKEN"]));
        await one.RespondAsync(requestId, "done");
        Assert.Equal("done", LambdaHost.Text(await outcome.WaitAsync(LambdaHost.Limit)));
        nextOfOne = one.NextAsync();
        await host.UntilAsync(counts => counts.Idle == 3);
        Assert.False(nextOfOther.IsCompleted || nextOfSame.IsCompleted || nextOfOne.IsCompleted);
    }

    [Theory]
    [InlineData("~")]
    [InlineData("~short")]
    [InlineData("~5F0C1A2B3C4D5E6F")]
    public async Task Attached_IdThatIsNone_IsNoFunctions(string id)
    {
        await using var host = await LambdaHost.StartAsync(attached: true);
        await using var main = await MainPortAsync(host);
        using var http = new HttpClient { BaseAddress = new Uri(main.Urls.Single()) };

        using var response = await http.GetAsync(new Uri($"/{LambdaHost.Name}{id}/2018-06-01/runtime/invocation/next", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("/_functions/websocket-nobody/environment", "There is no function websocket-nobody in the template.")]
    [InlineData("/_functions//environment", "next")]
    [InlineData("/_functions/environment", "next")]
    [InlineData("/2018-06-01/runtime/invocation/next", "next")]
    [InlineData("/a/b/2018-06-01/runtime/invocation/next", "next")]
    public async Task Attached_OtherPath_IsUnknownOrGoesOn(string path, string body)
    {
        await using var host = await LambdaHost.StartAsync();
        await using var main = await MainPortAsync(host);
        using var http = new HttpClient { BaseAddress = new Uri(main.Urls.Single()) };

        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    private static async Task<WebApplication> MainPortAsync(LambdaHost host)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(host.Functions);
        var main = builder.Build();
        main.UseAttachedRuntimes();
        main.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.WriteAsync("next");
        });
        await main.StartAsync();
        return main;
    }

    private static RuntimeClient Attach(WebApplication main) => new($"{new Uri(main.Urls.Single()).Authority}/{LambdaHost.Name}");
}
