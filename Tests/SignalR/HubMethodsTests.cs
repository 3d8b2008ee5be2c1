using Chat.SignalR.Dispatch;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Chat.SignalR.Tests;

public sealed class HubMethodsTests
{
    [Fact]
    public void Methods_OfAHub_AreItsPublicOnesByAnyCase()
    {
        var methods = HubMethods.Of<PlainHub>(_ => false);

        Assert.True(methods.TryFind("say", out var say));
        Assert.Equal([typeof(string), typeof(int)], say.ParameterTypes);
        Assert.True(methods.TryFind("Inherited", out _));
        Assert.All(
            (string[])["Dispose", "OnConnectedAsync", "OnDisconnectedAsync", "ToString", "GetHashCode", "get_Clients", "set_Context", "Hidden", "Static"],
            name => Assert.False(methods.TryFind(name, out _), name));
    }

    [Fact]
    public void Methods_OverloadedByAHub_AreRefusedAtStart() =>
        Assert.Contains("Overloading", Assert.Throws<NotSupportedException>(() => HubMethods.Of<OverloadedHub>(_ => false)).Message, StringComparison.Ordinal);

    [Fact]
    public void Check_TypeWithoutJson_IsNamedAtStart() =>
        Assert.Contains(
            "'Say' takes or returns System.Int32",
            Assert.Throws<NotSupportedException>(() => HubMethods.Of<PlainHub>(_ => false).Check(type => type != typeof(int))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Authorize_OnAHubOrItsMethods_IsRefusedAtStart()
    {
        Assert.Contains("GuardedHub ", Assert.Throws<NotSupportedException>(() => HubMethods.Of<GuardedHub>(_ => false)).Message, StringComparison.Ordinal);
        Assert.Contains("HalfGuardedHub.Open", Assert.Throws<NotSupportedException>(() => HubMethods.Of<HalfGuardedHub>(_ => false)).Message, StringComparison.Ordinal);
    }

#pragma warning disable CA1822 // Hub methods are an instance's.
    public abstract class BaseHub : Hub
    {
        public void Inherited()
        {
        }
    }

    public sealed class PlainHub : BaseHub
    {
        public string Say(string text, int times) => $"{text} {times}";

        public static void Static()
        {
        }

        internal void Hidden()
        {
        }
    }

    public sealed class OverloadedHub : Hub
    {
        public void Say(string text) => _ = text;

        public void Say(int number) => _ = number;
    }

    [Authorize]
    public sealed class GuardedHub : Hub;

    public sealed class HalfGuardedHub : Hub
    {
        [Authorize]
        public void Open()
        {
        }
    }
#pragma warning restore CA1822
}
