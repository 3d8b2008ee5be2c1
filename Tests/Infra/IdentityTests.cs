using System.Text.Json.Nodes;
using Amazon.CDK;

namespace Chat.Infra.Tests;

/// <summary>The authorizer, which is off unless the context names an issuer.</summary>
[Collection(SynthesizedChatTests.Name)]
public sealed class IdentityTests(SynthesizedChat chat)
{
    [Fact]
    public void Connect_WithoutAnIssuer_IsOpenToEverybody()
    {
        Assert.Equal("NONE", Route(chat.Section("Resources"), "$connect")["AuthorizationType"]!.GetValue<string>());
        Assert.Empty(OfType(chat.Section("Resources"), "AWS::ApiGatewayV2::Authorizer"));
    }

    [Fact]
    public void Connect_WithAnIssuer_AsksTheAuthorizer_AndNoOtherRouteDoes()
    {
        var resources = JsonNode.Parse(ChatSettingsTests.WithEverything(chat.PackageFolder))!["Resources"]!.AsObject();
        var (id, authorizer) = Assert.Single(OfType(resources, "AWS::ApiGatewayV2::Authorizer"));

        Assert.Equal("CUSTOM", (string?)Route(resources, "$connect")["AuthorizationType"]);
        Assert.Equal(id, (string?)Route(resources, "$connect")["AuthorizerId"]!["Ref"]);
        Assert.All(["$disconnect", "$default", "sendMessage"], key => Assert.Equal("NONE", (string?)Route(resources, key)["AuthorizationType"]));

        // With a source, API Gateway would refuse whoever lacks it: the token is in a header or in the query.
        Assert.Empty(authorizer["IdentitySource"]!.AsArray());
    }

    [Fact]
    public void Authorizer_MayLog_AndNothingElse()
    {
        var resources = JsonNode.Parse(ChatSettingsTests.WithEverything(chat.PackageFolder))!["Resources"]!.AsObject();
        var (_, function) = Assert.Single(OfType(resources, "AWS::Lambda::Function"), entry => (string?)entry.Value["FunctionName"] == "websocket-authorizer");
        var role = (string)function["Role"]!["Fn::GetAtt"]![0]!;
        var (_, policy) = Assert.Single(OfType(resources, "AWS::IAM::Policy"), entry => entry.Value["Roles"]!.AsArray().Any(name => (string?)name!["Ref"] == role));

        Assert.Equal(
            ["logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords"],
            policy["PolicyDocument"]!["Statement"]!.AsArray().SelectMany(statement => statement!["Action"]!.AsArray()).Select(action => (string?)action));
        Assert.Equal(
            ["TOKEN_AUDIENCE", "TOKEN_ISSUER", "TOKEN_KEYS"],
            function["Environment"]!["Variables"]!.AsObject().Select(variable => variable.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Origins_AreConnectsAlone()
    {
        var resources = JsonNode.Parse(ChatSettingsTests.WithEverything(chat.PackageFolder))!["Resources"]!.AsObject();

        var (_, function) = Assert.Single(
            OfType(resources, "AWS::Lambda::Function"), entry => entry.Value["Environment"]!["Variables"]!.AsObject().ContainsKey("ALLOWED_ORIGINS"));
        Assert.Equal(("websocket-connect", "https://chat.example"), ((string?)function["FunctionName"], (string?)function["Environment"]!["Variables"]!["ALLOWED_ORIGINS"]));
    }

    [Theory]
    [InlineData("-c tokenIssuer=ISSUER is missing: with tokens it must be said who makes them ('iss').", "tokenAudience", "chat")]
    [InlineData(
        "-c tokenAudience=AUDIENCE is missing: an issuer's tokens for other applications must not let anybody in here ('aud').",
        "tokenIssuer", "https://issuer.example")]
    [InlineData(
        "-c tokenIssuer=issuer is no https URL, below which its keys would be: say where they are with -c tokenKeys=URL.",
        "tokenIssuer", "issuer", "tokenAudience", "chat")]
    [InlineData(
        "-c tokenKeys=http://a must be an https URL, of the issuer's JSON Web Key Set.",
        "tokenIssuer", "https://issuer.example", "tokenAudience", "chat", "tokenKeys", "http://a")]
    [InlineData("-c tokenSecret must have 32 characters or more.", "tokenIssuer", "issuer", "tokenAudience", "chat", "tokenSecret", "short")]
    [InlineData(
        "-c tokenKeys and -c tokenSecret exclude each other: a secret is for development.",
        "tokenIssuer", "i", "tokenAudience", "a", "tokenKeys", "https://a/keys", "tokenSecret", "0123456789abcdef0123456789abcdef")]
    [InlineData(
        "-c origins: 'https://chat.example/' is no origin, which looks like https://chat.example; several stand with commas between them.",
        "origins", "https://www.chat.example,https://chat.example/")]
    public void Read_SettingsThatLeaveTheDoorOpen_AreRefused(string problem, params string[] context)
    {
        var app = new App(new AppProps { Context = context.Chunk(2).ToDictionary(pair => pair[0], pair => (object)pair[1]) });

        Assert.Null(ChatSettings.Read(app, out var said));
        Assert.Equal(problem, said);
    }

    [Fact]
    public void Read_AnIssuerAndItsAudience_IsEnough()
    {
        var app = new App(new AppProps { Context = new Dictionary<string, object> { ["tokenIssuer"] = "https://issuer.example", ["tokenAudience"] = "chat" } });

        Assert.Equal(new IdentitySettings("https://issuer.example", "chat", null, null), ChatSettings.Read(app, out _)!.Identity);
    }

    private static JsonNode Route(JsonObject resources, string key) =>
        Assert.Single(OfType(resources, "AWS::ApiGatewayV2::Route"), route => (string?)route.Value["RouteKey"] == key).Value;

    private static IEnumerable<KeyValuePair<string, JsonNode>> OfType(JsonObject resources, string type) => resources
        .Where(resource => (string?)resource.Value!["Type"] == type)
        .Select(resource => KeyValuePair.Create(resource.Key, resource.Value!["Properties"]!));
}
