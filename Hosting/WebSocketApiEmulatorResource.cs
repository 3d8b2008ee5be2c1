using Chat.Emulator.Host;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A WebSocket API of API Gateway that runs on this machine, with the functions and tables of its template.</summary>
public sealed class WebSocketApiEmulatorResource : ExecutableResource, IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "http";

    private const string DefaultStageName = "dev";

    private static readonly string Program = typeof(LocalCloud).Assembly.Location;

    private readonly Lazy<Stack>? _stack;
    private EndpointReference? _primaryEndpoint;

    /// <param name="name">The name of the resource.</param>
    /// <param name="cloudAssembly">The cloud assembly or template to run, absolute. Null: the routes are given one by one.</param>
    /// <param name="consoleToken">A secret: what changes through the emulator's console need.</param>
    public WebSocketApiEmulatorResource(string name, string? cloudAssembly, ParameterResource consoleToken)
        : base(name, "dotnet", Path.GetDirectoryName(Program)!)
    {
        ConsoleToken = consoleToken;
        CloudAssembly = cloudAssembly;
        _stack = cloudAssembly is null ? null : new(() => Read(name, cloudAssembly));
    }

    /// <summary>The cloud assembly or template that runs. Null where the routes are given one by one.</summary>
    public string? CloudAssembly { get; }

    /// <summary>What changes through the emulator's console (<c>/_console</c>) need. A secret.</summary>
    public ParameterResource ConsoleToken { get; }

    /// <summary>The stage that references name: the one that <c>WithStage</c> says, else the template's only one.</summary>
    public string StageName => this.TryGetLastAnnotation<WebSocketApiStageAnnotation>(out var stage) ? stage.StageName : OnlyStage();

    /// <summary>The one port, of the WebSocket API, <c>@connections</c> and the functions' Runtime API.</summary>
    public EndpointReference PrimaryEndpoint => _primaryEndpoint ??= new(this, PrimaryEndpointName);

    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    /// <summary>What clients connect to, such as <c>ws://localhost:4510/demo</c>.</summary>
    public ReferenceExpression UriExpression =>
        ReferenceExpression.Create($"ws://{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}/{StageName}");

    /// <summary>What <c>@connections</c> is below, such as <c>http://localhost:4510/demo</c>.</summary>
    public ReferenceExpression ManagementUriExpression =>
        ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Url)}/{StageName}");

    public ReferenceExpression ConnectionStringExpression => UriExpression;

    /// <summary>What the template says runs. Null where the routes are given one by one.</summary>
    internal Stack? Stack => _stack?.Value;

    internal static string EmulatorProgram => Program;

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"{Host}")),
        new("Port", ReferenceExpression.Create($"{Port}")),
        new("Uri", UriExpression),
        new("ManagementUri", ManagementUriExpression),
    ];

    private string OnlyStage() => Stack?.Apis.SelectMany(api => api.Stages).ToArray() switch
    {
        null => DefaultStageName,
        [var only] => only.Name,
        [] => throw new DistributedApplicationException($"The WebSocket API '{Name}' has no stage in {CloudAssembly}."),
        var stages => throw new DistributedApplicationException(
            $"{CloudAssembly} has several stages, {string.Join(", ", stages.Select(stage => stage.Name))}: "
            + $"say which one references to '{Name}' mean, with .WithStage(\"{stages[0].Name}\")."),
    };

    private static Stack Read(string name, string cloudAssembly)
    {
        try
        {
            return Chat.Emulator.Template.CloudAssembly.Read(cloudAssembly, new DeployOptions());
        }
        catch (TemplateException e)
        {
            throw new DistributedApplicationException($"The WebSocket API '{name}' can't be read from its template: {e.Message}", e);
        }
    }
}
