using Aspire.Hosting.AWS;
using Chat.AppHost.Backends;
using Microsoft.Extensions.Configuration;

namespace Chat.AppHost.Map;

/// <summary>What is on AWS, by <c>Aspire.Hosting.AWS</c>. Where the package feed lacks it, <c>AwsEnvironment/OnAws.cs</c> is compiled in this one's place.</summary>
internal sealed class OnAws(IAWSSDKConfig configuration)
{
    private const string DefaultRegion = "us-east-1";

    public string Region => configuration.Region?.SystemName ?? DefaultRegion;

    /// <summary>Region and profile, for what is on AWS or would be; only <c>Chat:Backend=Aws</c> calls it, and only its profile is meant.</summary>
    public static OnAws Read(IDistributedApplicationBuilder builder, Backend backend)
    {
        var configuration = builder.AddAWSSDKConfig()
            .WithRegion(builder.Configuration["AWS_REGION"] ?? DefaultRegion)
            .WithSdkValidation(backend is Backend.Aws);
        return new OnAws(backend is Backend.Aws && builder.Configuration["AWS_PROFILE"] is { Length: > 0 } profile
            ? configuration.WithProfile(profile)
            : configuration);
    }

    public IResourceBuilder<T> Configure<T>(IResourceBuilder<T> resource)
        where T : IResourceWithEnvironment => resource.WithReference(configuration);

    /// <summary>The page connects to the deployed stack's API. CloudFormation says where that is.</summary>
    /// <returns>Null: what is missing shows when the stack's resource starts.</returns>
    public string? Connect(IResourceBuilder<ExecutableResource> page)
    {
        var stack = page.ApplicationBuilder.AddAWSCloudFormationStack("chat", StackOutputs.StackName).WithReference(configuration);
        page.WithEnvironment(Page.PageServer.UrlVariable, stack.GetOutput(StackOutputs.WebSocketUrlOutput)).WaitFor(stack);
        return null;
    }
}
