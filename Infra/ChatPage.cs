using Amazon.CDK;
using Amazon.CDK.AWS.CloudFront;
using Amazon.CDK.AWS.CloudFront.Origins;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.S3.Deployment;
using Constructs;

namespace Chat.Infra;

/// <summary>
/// The page, by CloudFront from a bucket that nobody else may read. Its files are copied there by the CDK's own deployment function, which empties the bucket again
/// when the stack is destroyed.
/// </summary>
internal sealed class ChatPage : Construct
{
    private const int YearDays = 365;

    /// <param name="apiHost">The API's domain, the only one that the page may connect to.</param>
    /// <param name="webSocketUrl">Where it connects: the address that it gets, as from the AppHost, says so.</param>
    public ChatPage(Construct scope, string id, string folder, string apiHost, string webSocketUrl)
        : base(scope, id)
    {
        var files = new Bucket(this, "Files", new BucketProps
        {
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            ObjectOwnership = ObjectOwnership.BUCKET_OWNER_ENFORCED,
            Encryption = BucketEncryption.S3_MANAGED,
            EnforceSSL = true,
            RemovalPolicy = RemovalPolicy.DESTROY,
        });
        var distribution = new Distribution(this, "Distribution", new DistributionProps
        {
            Comment = "The chat's page",
            DefaultRootObject = "index.html",
            HttpVersion = HttpVersion.HTTP2_AND_3,
            DefaultBehavior = new BehaviorOptions
            {
                Origin = S3BucketOrigin.WithOriginAccessControl(files),
                ViewerProtocolPolicy = ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                ResponseHeadersPolicy = Headers(apiHost),
                Compress = true,
                FunctionAssociations = [new FunctionAssociation { EventType = FunctionEventType.VIEWER_REQUEST, Function = Address(webSocketUrl) }],
            },
        });
        _ = new BucketDeployment(this, "Deployment", new BucketDeploymentProps
        {
            Sources = [Source.Asset(folder)],
            DestinationBucket = files,

            // What a browser has it asks for again, and mostly hears that it is still so: a few files of a few KB.
            CacheControl = [CacheControl.NoCache()],
            Distribution = distribution,
            DistributionPaths = ["/*"],

            // With them the bucket is empty when the stack goes, and goes too.
            RetainOnDelete = false,
        });
        Url = $"https://{distribution.DistributionDomainName}";
    }

    public string Url { get; }

    // https://infosec.mozilla.org/guidelines/web_security
    private ResponseHeadersPolicy Headers(string apiHost) => new(this, "Headers", new ResponseHeadersPolicyProps
    {
        SecurityHeadersBehavior = new ResponseSecurityHeadersBehavior
        {
            ContentSecurityPolicy = new ResponseHeadersContentSecurityPolicy
            {
                ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
                    + $"connect-src https://{apiHost} wss://{apiHost}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                Override = true,
            },
            ContentTypeOptions = new ResponseHeadersContentTypeOptions { Override = true },
            FrameOptions = new ResponseHeadersFrameOptions { FrameOption = HeadersFrameOption.DENY, Override = true },
            ReferrerPolicy = new ResponseHeadersReferrerPolicy { ReferrerPolicy = HeadersReferrerPolicy.NO_REFERRER, Override = true },
            StrictTransportSecurity = new ResponseHeadersStrictTransportSecurity
            {
                AccessControlMaxAge = Duration.Days(YearDays),
                IncludeSubdomains = true,
                Override = true,
            },
        },
    });

    // The page connects to what its address names, on this machine and here. Whoever names another API gets nowhere: the policy above lets the page connect to this one alone.
    private Function Address(string webSocketUrl) => new(this, "Address", new FunctionProps
    {
        Runtime = FunctionRuntime.JS_2_0,
        Comment = "Tells the chat's page where its API is",
        Code = FunctionCode.FromInline($$"""
            function handler(event) {
              var request = event.request;
              return request.uri === '/' && !request.querystring.url
                ? { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/?url=' + encodeURIComponent('{{webSocketUrl}}') } } }
                : request;
            }
            """),
    });
}
