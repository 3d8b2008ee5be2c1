using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.AppHost.Tests;

public sealed class RouteTests
{
    [Fact]
    public async Task Routes_GivenInTheAppHost_AreATemplateThatTheEmulatorReads()
    {
        var builder = ReferenceTests.Builder();
        var presence = builder.AddExecutable("presence", "node", ".");
        var send = builder.AddExecutable("send", "node", ".");
        var api = builder.AddAWSWebSocketApiEmulator("chat", port: 4599)
            .WithStage("test")
            .WithRouteSelectionExpression("$request.body.type")
            .WithRoute("$connect", presence)
            .WithRoute("$disconnect", presence)
            .WithRoute("say", send);
        await using var app = builder.Build();
        app.AllocateEndpoints();

        var arguments = await app.ArgumentsAsync(api.Resource);

        Assert.Equal(["--port", "4599", "--watch", "--attached", "presence", "--attached", "send"], arguments[2..]);
        var stack = CloudAssembly.Read(arguments[1], new DeployOptions());
        var read = Assert.Single(stack.Apis);
        Assert.Equal(("chat", "$request.body.type", "test"), (read.Name, read.RouteSelectionExpression, Assert.Single(read.Stages).Name));
        Assert.Equal(
            [("$connect", "presence"), ("$disconnect", "presence"), ("say", "send")],
            read.Routes.Values.OrderBy(route => route.RouteKey, StringComparer.Ordinal)
                .Select(route => (route.RouteKey, Assert.IsType<RouteIntegration.LambdaProxy>(route.Integration).FunctionName)));
        Assert.Equal(["presence", "send"], stack.Functions.Select(function => function.Name).Order(StringComparer.Ordinal));
        Assert.Empty(stack.NotRun);
    }

    [Fact]
    public async Task Routes_None_IsSaidWhenTheEmulatorStarts()
    {
        var builder = ReferenceTests.Builder();
        var api = builder.AddAWSWebSocketApiEmulator("chat", port: 4599);
        await using var app = builder.Build();
        app.AllocateEndpoints();

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => app.ArgumentsAsync(api.Resource));

        Assert.Contains("has no route", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Route_OfAnApiWithATemplate_IsRefused()
    {
        var builder = ReferenceTests.Builder();
        var api = builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly);

        Assert.Throws<InvalidOperationException>(() => api.WithRoute("say", builder.AddExecutable("send", "node", ".")));
        Assert.Throws<InvalidOperationException>(() => api.WithRouteSelectionExpression("$request.body.type"));
    }

    [Fact]
    public void Function_OfAnyKind_SendsTelemetryAsItsResourceOnce()
    {
        var builder = ReferenceTests.Builder();
        var executable = builder.AddExecutable("send", "node", ".");
        var project = builder.AddProject<Projects.Chat_Functions>("connect");

        builder.AddAWSWebSocketApiEmulator("chat", port: 4599).WithRoute("$connect", project).WithRoute("$disconnect", project).WithRoute("say", executable);

        Assert.Single(executable.Resource.Annotations.OfType<OtlpExporterAnnotation>());
        Assert.Single(project.Resource.Annotations.OfType<OtlpExporterAnnotation>());
    }

    [Fact]
    public void RouteOrFunction_Twice_IsRefused()
    {
        var builder = ReferenceTests.Builder();
        var send = builder.AddExecutable("send", "node", ".");
        var routes = builder.AddAWSWebSocketApiEmulator("chat").WithRoute("say", send);
        var template = builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly).WithFunction("websocket-send", send);

        Assert.Throws<InvalidOperationException>(() => routes.WithRoute("say", send));
        Assert.Throws<InvalidOperationException>(() => template.WithFunction("websocket-send", send));
    }

    [Fact]
    public void Functions_OfATemplate_LeaveThoseAloneThatRunElsewhere()
    {
        var builder = ReferenceTests.Builder();
        var own = builder.AddExecutable("my-send", "node", ".");

        builder.AddAWSWebSocketApiEmulator("websocket-api", BuildOutput.CloudAssembly)
            .WithFunction("websocket-send", own)
            .WithFunctions<Projects.Chat_Functions>();

        Assert.Equal(
            ["websocket-connect", "websocket-disconnect", "websocket-hub", "websocket-broadcast"],
            builder.Resources.OfType<ProjectResource>().Select(project => project.Name));
    }

    [Fact]
    public void Functions_OfAnApiWithoutATemplateOrWithABrokenOne_SayWhatIsWrong()
    {
        var builder = ReferenceTests.Builder();
        var routes = builder.AddAWSWebSocketApiEmulator("chat");
        var missing = builder.AddAWSWebSocketApiEmulator("missing", "no-such-folder");

        var noTemplate = Assert.Throws<InvalidOperationException>(() => routes.WithFunctions<Projects.Chat_Functions>());
        var noFolder = Assert.Throws<DistributedApplicationException>(() => missing.WithFunctions<Projects.Chat_Functions>());

        Assert.Contains("WithRoute", noTemplate.Message, StringComparison.Ordinal);
        Assert.Contains("no-such-folder", noFolder.Message, StringComparison.Ordinal);
    }
}
