namespace Chat.AppHost.Tests;

/// <summary>The emulator is a program that the integration starts, and no part of it.</summary>
public sealed class EmulatorProgramTests
{
    [Fact]
    public void Integration_OfAspire_KnowsTheContractAndNotTheEmulator()
    {
        var known = typeof(WebSocketApiEmulatorResource).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name);

        Assert.Contains("Chat.Contracts", known);
        Assert.DoesNotContain("Chat.Emulator", known);
    }

    [Fact]
    public async Task Program_NamedByASetting_IsStartedInTheOthersPlace()
    {
        var builder = ReferenceTests.Builder("--WEBSOCKET_API_EMULATOR=/opt/emulator/websocket-api-emulator");
        var api = builder.AddAWSWebSocketApiEmulator("chat", port: 4599).WithRoute("say", builder.AddExecutable("say", "node", ".")).Resource;
        await using var app = builder.Build();
        app.AllocateEndpoints();

        Assert.Equal(("/opt/emulator/websocket-api-emulator", "/opt/emulator"), (api.Command, api.WorkingDirectory));
        Assert.Equal(["--port", "4599", "--watch", "--attached", "say"], (await app.ArgumentsAsync(api))[1..]);
    }

    [Fact]
    public void Program_ThatIsNotThere_IsNamedWithTheSetting()
    {
        var builder = ReferenceTests.Builder("--WEBSOCKET_API_EMULATOR=/nowhere/emulator.dll");

        var failure = Assert.Throws<DistributedApplicationException>(
            () => builder.AddAWSWebSocketApiEmulator("chat", BuildOutput.CloudAssembly).WithFunctions<Projects.Chat_Functions>());

        Assert.Contains("/nowhere/emulator.dll", failure.Message, StringComparison.Ordinal);
        Assert.Contains("WEBSOCKET_API_EMULATOR", failure.Message, StringComparison.Ordinal);
    }
}
