using System.Collections.Immutable;
using System.Text;
using Chat.Emulator.Expressions.Mapping;
using Chat.Emulator.Expressions.Velocity;
using Chat.Emulator.Gateway.Connections;
using Chat.Emulator.Gateway.Handshake;
using Chat.Emulator.Gateway.Handshake.Authorization;
using Chat.Emulator.Gateway.Messages.Integration;
using Chat.Emulator.Gateway.Messages.Routing;
using Chat.Emulator.Invocations;
using Chat.Emulator.Options;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Wire;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Emulator.Tests.Expressions.Velocity;

/// <summary>Renders a template for a message, as an integration would.</summary>
internal static class Rendering
{
    public static readonly EventStamp Stamp = new("AbCdIfGhIjMFKlM=", new DateTimeOffset(2025, 3, 5, 10, 11, 20, 456, TimeSpan.Zero), "Root=1-0-0");

    public static string Render(string template, string body = "{}") => Render(template, Message(body));

    public static string Render(string template, RouteRequest request)
    {
        Assert.True(MappingTemplate.TryParse(template, out var parsed, out var error), error?.ToString());
        Assert.True(parsed.TryRender(request.Variables(request.Body), out var output, out error), error?.ToString());
        return output;
    }

    /// <summary>Why a template isn't taken at start.</summary>
    public static string Refusal(string template)
    {
        Assert.False(MappingTemplate.TryParse(template, out _, out var error));
        return error.ToString();
    }

    /// <summary>Why a template that was taken can't be rendered.</summary>
    public static string Failure(string template, string body = "{}")
    {
        Assert.True(MappingTemplate.TryParse(template, out var parsed, out _));
        var request = Message(body);
        Assert.False(parsed.TryRender(request.Variables(request.Body), out _, out var error));
        return error.ToString();
    }

    public static RouteRequest Message(string body) =>
        RouteRequest.Message(Connection(), Stage(), Stamp, TestApi.Lambda("send"), Encoding.UTF8.GetBytes(body));

    public static RouteRequest Connect(params NamedValues[] headers) =>
        RouteRequest.Connect(Connection(), Stage(), Stamp, new ConnectRequest([.. headers], [new NamedValues("room", ["a", "b"])]));

    private static DeployedStage Stage()
    {
        var api = TestApi.WithRoutes("send") with
        {
            Stages = [new Stage { Name = TestApi.Stage, Variables = ImmutableDictionary<string, string>.Empty.Add("tier", "gold") }],
        };
        return new GatewayDeployment([api]).Find(api.ApiId, TestApi.Stage)!;
    }

    private static Connection Connection() => new(new FakeTimeProvider(new DateTimeOffset(2025, 3, 5, 10, 11, 12, 123, TimeSpan.Zero)), GatewayLimits.Default)
    {
        ApiId = TestApi.ApiId,
        StageName = TestApi.Stage,
        DomainName = "chat.example",
        Identity = new ConnectionIdentity("203.0.113.7", null),
        Authorizer = new AuthorizerContext("user-1", [new("tenant", "blue")], TimeSpan.Zero),
    };
}
