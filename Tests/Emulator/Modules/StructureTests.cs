using System.Collections.Immutable;
using Chat.Emulator.Modules;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Modules;

public sealed class StructureTests
{
    [Fact]
    public void AreEqual_SameApiMadeTwice_IsTrue() =>
        Assert.True(Structure.AreEqual(TestApi.WithRoutes("$connect", "send"), TestApi.WithRoutes("send", "$connect")));

    [Fact]
    public void AreEqual_AMemberDeepWithin_IsFalse()
    {
        var api = TestApi.WithRoutes("$connect", "send");

        Assert.False(Structure.AreEqual(api, api.With(TestApi.TwoWay("send"))));
        Assert.False(Structure.AreEqual(
            api, api.With(new Route { RouteKey = "send", Integration = new RouteIntegration.LambdaProxy("other") { Timeout = TimeSpan.FromSeconds(29) } })));
        Assert.False(Structure.AreEqual(
            api, api with { Stages = [new Stage { Name = TestApi.Stage, Variables = ImmutableDictionary<string, string>.Empty.Add("tier", "gold") }] }));
        Assert.False(Structure.AreEqual(api, api with { Stages = [.. api.Stages, new Stage { Name = "other" }] }));
    }
}
