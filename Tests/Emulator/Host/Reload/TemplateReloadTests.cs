using System.Net.WebSockets;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.Host.Reload;

/// <summary>The template changes while clients are connected.</summary>
public sealed class TemplateReloadTests
{
    private const string Ping = """{"action":"ping"}""";

    private const string SecondStage = """
          Second:
            Type: AWS::ApiGatewayV2::Stage
            Properties: {ApiId: !Ref Api, StageName: second, AutoDeploy: true}
        """;

    [Fact]
    public async Task Route_Added_OpenConnectionFindsIt()
    {
        await using var watched = await WatchedCloud.StartAsync(WatchedCloud.Code("event.requestContext.routeKey"));
        using var client = await watched.ConnectAsync();
        Assert.Equal("$default", await WatchedCloud.AskAsync(client, Ping));

        watched.Write("template.yaml", WatchedCloud.Template(WatchedCloud.Route("Ping", "ping")));

        Assert.Equal("route ping (new)", await watched.Log.NextRedeployedAsync());
        Assert.Equal("ping", await WatchedCloud.AskAsync(client, Ping));
        Assert.Contains("ping", watched.Cloud.Stack.Apis[0].Routes.Keys);
    }

    [Fact]
    public async Task Variable_Changed_OpenConnectionGetsTheNewAnswer()
    {
        await using var watched = await WatchedCloud.StartAsync(WatchedCloud.Code("process.env.GREETING"));
        using var client = await watched.ConnectAsync();
        Assert.Equal("none", await WatchedCloud.AskAsync(client));

        watched.Write("template.yaml", WatchedCloud.Template(variable: "ciao"));

        Assert.Equal("function answerer (configuration)", await watched.Log.NextRedeployedAsync());
        Assert.Equal("ciao", await WatchedCloud.AskAsync(client));
    }

    [Fact]
    public async Task Template_Broken_OldStaysAndTheErrorSaysWhere()
    {
        await using var watched = await WatchedCloud.StartAsync(WatchedCloud.Code("'one'"));
        using var client = await watched.ConnectAsync();

        var template = WatchedCloud.Template();
        var line = template[..template.IndexOf("Timeout: 30", StringComparison.Ordinal)].Count(c => c == '\n') + 1;
        watched.Write("template.yaml", template.Replace("Timeout: 30", "Timeout: 9999", StringComparison.Ordinal));

        Assert.StartsWith($"template.yaml:{line}: Answerer.Timeout", await watched.Log.NextRefusedAsync(), StringComparison.Ordinal);
        Assert.Equal("one", await WatchedCloud.AskAsync(client));

        watched.Write("template.yaml", "Resources: [");
        Assert.Contains("template.yaml", await watched.Log.NextRefusedAsync(), StringComparison.Ordinal);
        Assert.Equal("one", await WatchedCloud.AskAsync(client));

        watched.Write("template.yaml", WatchedCloud.Template(WatchedCloud.Route("Ping", "ping")));
        Assert.Equal("route ping (new)", await watched.Log.NextRedeployedAsync());
    }

    [Fact]
    public async Task Permission_TakenAway_NextMessageFails()
    {
        await using var watched = await WatchedCloud.StartAsync(WatchedCloud.Code("'one'"));
        using var client = await watched.ConnectAsync();
        Assert.Equal("one", await WatchedCloud.AskAsync(client));

        watched.Write("template.yaml", WatchedCloud.Template(permission: false));

        Assert.Equal("permissions", await watched.Log.NextRedeployedAsync());
        Assert.Contains("Internal server error", await WatchedCloud.AskAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stage_Gone_ItsConnectionsAreClosedAndOthersStay()
    {
        await using var watched = await WatchedCloud.StartAsync(WatchedCloud.Code("event.requestContext.stage"), WatchedCloud.Template(SecondStage));
        using var stays = await watched.ConnectAsync();
        using var goes = await watched.ConnectAsync(stage: 1);
        Assert.Equal(("demo", "second"), (await WatchedCloud.AskAsync(stays), await WatchedCloud.AskAsync(goes)));

        watched.Write("template.yaml", WatchedCloud.Template());

        // The function is called by one stage now, and so is told where to post to.
        Assert.Equal(
            "function answerer (configuration); stage second (gone; its connections are closed)", await watched.Log.NextRedeployedAsync());
        Assert.Equal(WebSocketMessageType.Close, (await goes.ReceiveAsync(new byte[100], CancellationToken.None).Soon()).MessageType);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, goes.CloseStatus);
        Assert.Equal("demo", await WatchedCloud.AskAsync(stays));
    }

    [Fact]
    public async Task Tables_AddedAndRekeyed_AreMadeAndRefused()
    {
        await using var watched = await WatchedCloud.StartAsync(WatchedCloud.Code("'one'"), WatchedCloud.Template(Table("Rooms", "room")));

        watched.Write("template.yaml", WatchedCloud.Template(Table("Rooms", "room") + Table("People", "name")));
        Assert.Equal("table People (new)", await watched.Log.NextRedeployedAsync());

        watched.Write("template.yaml", WatchedCloud.Template(Table("Rooms", "building") + Table("People", "name")));
        Assert.Contains("the table Rooms has another key or other local indexes than before", await watched.Log.NextRefusedAsync(), StringComparison.Ordinal);
        using var client = await watched.ConnectAsync();
        Assert.Equal("one", await WatchedCloud.AskAsync(client));

        static string Table(string name, string key) => $$"""
              {{name}}:
                Type: AWS::DynamoDB::Table
                Properties:
                  TableName: {{name}}
                  BillingMode: PAY_PER_REQUEST
                  KeySchema: [{AttributeName: {{key}}, KeyType: HASH}]
                  AttributeDefinitions: [{AttributeName: {{key}}, AttributeType: S}]

            """;
    }
}
