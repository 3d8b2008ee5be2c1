using System.Collections.Immutable;
using System.Text;
using Chat.Emulator.Invocations;
using Chat.Emulator.Lambda.Invoke;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Chat.Emulator.Tests.Lambda.Invoke;

/// <summary>Functions behind another Invoke endpoint, which answers as AWS's Lambda test tool does.</summary>
public sealed class InvokedElsewhereTests
{
    [Theory]
    [InlineData(200, false, """{"statusCode":200}""", typeof(InvocationOutcome.Responded))]
    [InlineData(200, true, """{"errorType":"Boom","errorMessage":"no"}""", typeof(InvocationOutcome.FunctionFailed))]
    [InlineData(429, false, "{}", typeof(InvocationOutcome.Throttled))]
    [InlineData(404, false, "{}", typeof(InvocationOutcome.Unreachable))]
    public async Task Invoke_AnswerOfTheEndpoint_IsTheOutcome(int status, bool isError, string body, Type expected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        string? asked = null;
        await using var tool = await StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            asked = $"{context.Request.Method} {context.Request.Path} {await reader.ReadToEndAsync()}";
            context.Response.StatusCode = status;
            if (isError)
            {
                context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
            }

            await context.Response.WriteAsync(body);
        });
        using var elsewhere = InvokedElsewhere.Create(ImmutableDictionary<string, Uri>.Empty.Add("send", new Uri(tool.Urls.Single())))!;

        var outcome = await InvokeAsync(elsewhere, limit.Token);

        Assert.Equal("POST /2015-03-31/functions/send/invocations {\"a\":1}", asked);
        Assert.IsType(expected, outcome);
        if (outcome is InvocationOutcome.Responded(var payload))
        {
            Assert.Equal(body, Encoding.UTF8.GetString(payload.Span));
        }

        if (outcome is InvocationOutcome.FunctionFailed failed)
        {
            Assert.Equal(("Boom", "no"), (failed.ErrorType, failed.ErrorMessage));
        }
    }

    [Fact]
    public async Task Invoke_NobodyListens_IsUnreachable()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var tool = await StartAsync(_ => Task.CompletedTask);
        var gone = new Uri(tool.Urls.Single());
        await tool.DisposeAsync();
        using var elsewhere = InvokedElsewhere.Create(ImmutableDictionary<string, Uri>.Empty.Add("send", gone))!;

        Assert.IsType<InvocationOutcome.Unreachable>(await InvokeAsync(elsewhere, limit.Token));
    }

    [Fact]
    public void Create_WithoutFunctions_IsNothing() => Assert.Null(InvokedElsewhere.Create(ImmutableDictionary<string, Uri>.Empty));

    private static async Task<InvocationOutcome> InvokeAsync(InvokedElsewhere elsewhere, CancellationToken cancellationToken) =>
        await elsewhere.InvokeAsync(elsewhere.Find("send")!, new LambdaInvocation("send", """{"a":1}"""u8.ToArray()), cancellationToken);

    private static async Task<WebApplication> StartAsync(RequestDelegate handle)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(handle);
        await app.StartAsync();
        return app;
    }
}
