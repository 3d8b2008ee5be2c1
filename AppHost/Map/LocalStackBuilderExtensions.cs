using System.Globalization;

namespace Chat.AppHost.Map;

/// <summary>LocalStack in the map: its container, and with a token the stack in it.</summary>
internal static class LocalStackBuilderExtensions
{
    public const string EndpointName = "http";

    /// <summary>Fixed: LocalStack writes it into the addresses that it gives out.</summary>
    public const int Port = 4566;

    private const string TokenVariable = "LOCALSTACK_AUTH_TOKEN";

    // What runs functions inside a container is containers beside it.
    private const string DockerSocket = "/var/run/docker.sock";

    // cdklocal is LocalStack's own front of the CDK's command line; both from npm, pinned.
    private static readonly string[] CdkLocal = ["--yes", "--package", "aws-cdk-local@3.0.4", "--package", "aws-cdk@2", "cdklocal"];

    public static IResourceBuilder<ContainerResource> AddLocalStack(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string tag, string? token)
    {
        var container = builder.AddContainer(name, "localstack/localstack", tag)
            .WithHttpEndpoint(port: Port, targetPort: 4566, name: EndpointName)
            .WithHttpHealthCheck("/_localstack/health", endpointName: EndpointName)
            .WithIconName("BoxMultiple")
            .ExcludeFromManifest();
        return token is null
            ? container.WithEnvironment("SERVICES", "dynamodb")
            : container
                .WithEnvironment(TokenVariable, builder.AddParameter($"{name}-auth-token", () => token, secret: true).ExcludeFromManifest())
                .WithBindMount(DockerSocket, DockerSocket);
    }

    /// <summary>
    /// Deploys the CDK app of Infra/ into LocalStack: the functions' package is published, the environment bootstrapped, the stack deployed.
    /// </summary>
    public static LocalStackDeployment WithStack(this IResourceBuilder<ContainerResource> localStack, string region)
    {
        var builder = localStack.ApplicationBuilder;
        var outputs = Path.Combine(Path.GetTempPath(), $"chat-localstack-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.json");

        var package = builder
            .AddExecutable("functions-package", "dotnet", BuildOutput.Infra, "publish", "../Functions", "-c", "Release", "-r", "linux-x64")
            .WithIconName("Box")
            .ExcludeFromManifest();
        var bootstrap = Cdk("localstack-bootstrap", "bootstrap").WaitFor(localStack);
        var deploy = Cdk("localstack-deploy", "deploy", "--require-approval", "never", "--outputs-file", outputs)
            .WaitForCompletion(package)
            .WaitForCompletion(bootstrap);
        return new LocalStackDeployment(deploy, outputs);

        IResourceBuilder<ExecutableResource> Cdk(string name, params string[] arguments) => builder
            .AddExecutable(name, "npx", BuildOutput.Infra, [.. CdkLocal, .. arguments])
            .WithEnvironment("AWS_ENDPOINT_URL", localStack.GetEndpoint(EndpointName))
            .WithEnvironment("AWS_ENDPOINT_URL_S3", $"http://s3.localhost.localstack.cloud:{Port.ToString(CultureInfo.InvariantCulture)}")
            .WithEnvironment("AWS_ACCESS_KEY_ID", "test")
            .WithEnvironment("AWS_SECRET_ACCESS_KEY", "test")
            .WithEnvironment("AWS_REGION", region)
            .WithEnvironment("AWS_DEFAULT_REGION", region)
            .WithIconName("ArrowUpload")
            .ExcludeFromManifest();
    }
}

/// <param name="Deploy">Ends when the stack is there.</param>
/// <param name="OutputsFile">Then says where its API is.</param>
internal sealed record LocalStackDeployment(IResourceBuilder<ExecutableResource> Deploy, string OutputsFile);
