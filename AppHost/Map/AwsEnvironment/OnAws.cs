using Chat.AppHost.Backends;

namespace Chat.AppHost.Map;

/// <summary>
/// What is on AWS, by the environment and the file that a deployment has written. With <c>Aspire.Hosting.AWS</c> on the package feed,
/// <c>AwsPackage/OnAws.cs</c> is compiled in this one's place.
/// </summary>
/// <param name="region">For <c>AWS_REGION</c>, which every AWS SDK reads.</param>
/// <param name="profile">For <c>AWS_PROFILE</c>. Null: the SDKs' own default.</param>
internal sealed class OnAws(string region, string? profile)
{
    private const string DefaultRegion = "us-east-1";

    public string Region => region;

    /// <summary>Region and profile, for what is on AWS or would be; only <c>Chat:Backend=Aws</c> calls it, and only its profile is meant.</summary>
    public static OnAws Read(IDistributedApplicationBuilder builder, Backend backend) => new(
        builder.Configuration["AWS_REGION"] ?? DefaultRegion,
        backend is Backend.Aws && builder.Configuration["AWS_PROFILE"] is { Length: > 0 } profile ? profile : null);

    public IResourceBuilder<T> Configure<T>(IResourceBuilder<T> resource)
        where T : IResourceWithEnvironment
    {
        resource.WithEnvironment("AWS_REGION", region);
        return profile is null ? resource : resource.WithEnvironment("AWS_PROFILE", profile);
    }

    /// <summary>The page connects to the deployed stack's API. The file that <c>cdk deploy --outputs-file</c> has written says where that is.</summary>
    /// <returns>What to tell a person where there is no such file. Null: the page is connected.</returns>
    public string? Connect(IResourceBuilder<ExecutableResource> page)
    {
        Configure(page);
        var (url, problem) = StackOutputs.WebSocketUrl(page.ApplicationBuilder.Configuration[StackOutputs.FileSetting] ?? BuildOutput.StackOutputs);
        if (url is not null)
        {
            page.WithEnvironment(Page.PageServer.UrlVariable, url.AbsoluteUri);
        }

        return problem;
    }
}
