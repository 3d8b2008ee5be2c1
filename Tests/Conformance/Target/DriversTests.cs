namespace Chat.Conformance.Tests.Target;

/// <summary>What the variables choose, and what is said when they make no sense.</summary>
public sealed class DriversTests
{
    [Theory]
    [InlineData(null, null, "emulator")]
    [InlineData("", "", "emulator")]
    [InlineData("emulator", null, "emulator")]
    [InlineData("osls", null, "osls")]
    [InlineData("serverless-offline", null, "serverless-offline")]
    [InlineData(null, "wss://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/main", "deployed")]
    public void Choose_NameOrUrl_IsItsDriver(string? target, string? url, string name) => Assert.Equal(name, Drivers.Choose(target, url).Name);

    [Theory]
    [InlineData("no-such", null, "CHAT_CONFORMANCE_TARGET is 'no-such' and has to be emulator, serverless-offline, osls or a file")]
    [InlineData("osls", "wss://x/main", "CHAT_CONFORMANCE_TARGET and CHAT_CONFORMANCE_URL are both set")]
    [InlineData("no-such.json", null, "no-such.json can't be read as a driver: Could not find file")]
    public void Choose_WhatMakesNoSense_SaysWhatWould(string? target, string? url, string error) =>
        Assert.Contains(error, Assert.Throws<InvalidOperationException>(() => Drivers.Choose(target, url)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("wss://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/main", "wss://f6g7h8i9j0.execute-api.eu-west-1.amazonaws.com/plain")]
    [InlineData("ws://127.0.0.1:4510/main", "ws://127.0.0.1:4510/plain")]
    public void ApiUrl_OfAnotherApi_HasItsIdWhereTheMainOneHasIts(string main, string other) =>
        Assert.Equal(new Uri(other), DeployedDriver.ApiUrl(new Uri(main), "a1b2c3d4e5", "f6g7h8i9j0", "plain"));
}
