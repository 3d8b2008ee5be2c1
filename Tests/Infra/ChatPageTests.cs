using System.Text.Json.Nodes;
using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;

namespace Chat.Infra.Tests;

/// <summary>The page on CloudFront, which is off unless the context names its files.</summary>
[Collection(SynthesizedChatTests.Name)]
public sealed class ChatPageTests
{
    private static readonly Lazy<JsonNode> Deployed = new(Synthesize);

    /// <summary>The stack with a page, for whoever else looks at it.</summary>
    internal static string TemplateText => Deployed.Value.ToJsonString();

    [Fact]
    public void Page_OfAFolder_IsServedByHttpsFromABucketThatOnlyItsDistributionReads()
    {
        var template = Deployed.Value;
        var bucket = Assert.Single(OfType(template, "AWS::S3::Bucket"));
        var distribution = Assert.Single(OfType(template, "AWS::CloudFront::Distribution"))["Properties"]!["DistributionConfig"]!;

        Assert.Equal(("Delete", 4), ((string?)bucket["DeletionPolicy"], bucket["Properties"]!["PublicAccessBlockConfiguration"]!.AsObject().Count(flag => (bool)flag.Value!)));
        Assert.Equal("redirect-to-https", (string?)distribution["DefaultCacheBehavior"]!["ViewerProtocolPolicy"]);
        Assert.NotNull(Assert.Single(distribution["Origins"]!.AsArray())!["OriginAccessControlId"]);
        Assert.Single(OfType(template, "AWS::CloudFront::OriginAccessControl"));
        var statements = Readable.Json(Assert.Single(OfType(template, "AWS::S3::BucketPolicy"))["Properties"]!["PolicyDocument"]);
        Assert.Contains("\"aws:SecureTransport\": \"false\"", statements, StringComparison.Ordinal);
        Assert.Contains("cloudfront.amazonaws.com", statements, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Principal\": \"*\"", statements, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_Headers_LetItConnectToItsApiAlone()
    {
        var template = Deployed.Value;
        var headers = Assert.Single(OfType(template, "AWS::CloudFront::ResponseHeadersPolicy"))["Properties"]!["ResponseHeadersPolicyConfig"]!["SecurityHeadersConfig"]!;
        var host = "${WebSocketApi273F6915}.execute-api.${AWS::Region}.${AWS::URLSuffix}";

        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
            + $"connect-src https://{host} wss://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Readable.Text(headers["ContentSecurityPolicy"]!["ContentSecurityPolicy"]));
        Assert.Equal(
            ("DENY", "no-referrer", 365 * 24 * 60 * 60, true),
            ((string?)headers["FrameOptions"]!["FrameOption"], (string?)headers["ReferrerPolicy"]!["ReferrerPolicy"],
                (int)headers["StrictTransportSecurity"]!["AccessControlMaxAgeSec"]!, (bool)headers["StrictTransportSecurity"]!["IncludeSubdomains"]!));
        var code = Readable.Text(Assert.Single(OfType(template, "AWS::CloudFront::Function"))["Properties"]!["FunctionCode"]);
        Assert.Contains($"encodeURIComponent('wss://{host}/demo')", code, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfTheStack_GoesWithIt()
    {
        var template = Deployed.Value;

        // The CDK's deployment function empties the bucket, and nothing is retained.
        Assert.Equal("false", Assert.Single(OfType(template, "Custom::CDKBucketDeployment"))["Properties"]!["RetainOnDelete"]!.ToString().ToLowerInvariant());
        Assert.DoesNotContain(template["Resources"]!.AsObject(), resource => (string?)resource.Value!["DeletionPolicy"] == "Retain");
        Assert.Matches("^https://\\$\\{Page.*\\.DomainName\\}$", Readable.Text(template["Outputs"]!["PageUrl"]!["Value"]));
    }

    [Theory]
    [InlineData("no-such-folder", "has no index.html")]
    [InlineData("Infra", "has no index.html")]
    public void Read_AFolderThatIsNoPage_SaysWhatIsMissing(string folder, string problem)
    {
        Assert.Null(ChatSettings.Read(new App(new AppProps { Context = new Dictionary<string, object> { ["page"] = folder } }), out var said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    private static JsonNode Synthesize()
    {
        var scratch = Directory.CreateTempSubdirectory("chat-page-");
        try
        {
            return Synthesize(scratch);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static JsonNode Synthesize(DirectoryInfo scratch)
    {
        var package = scratch.CreateSubdirectory("package").FullName;
        var page = scratch.CreateSubdirectory("page").FullName;
        File.WriteAllText(Path.Combine(page, "index.html"), "the page");
        var app = new App(new AppProps { Outdir = Path.Combine(scratch.FullName, "cdk.out"), AnalyticsReporting = false, TreeMetadata = false });
        _ = new ChatStack(app, "Chat", Code.FromAsset(package), new ChatSettings { Page = page });
        app.Synth();
        return JsonNode.Parse(File.ReadAllText(Path.Combine(app.Outdir, "Chat.template.json")))!;
    }

    private static IEnumerable<JsonNode> OfType(JsonNode template, string type) =>
        template["Resources"]!.AsObject().Where(resource => (string?)resource.Value!["Type"] == type).Select(resource => resource.Value!);
}
