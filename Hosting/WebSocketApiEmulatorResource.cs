using Chat.Contracts.CommandLine;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A WebSocket API of API Gateway that runs on this machine, with the functions and tables of its template.</summary>
public sealed class WebSocketApiEmulatorResource : ExecutableResource, IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "http";

    private const string DefaultStageName = "dev";

    private readonly Lazy<EmulatorDescription> _description;
    private EndpointReference? _primaryEndpoint;

    /// <param name="cloudAssembly">The cloud assembly or template to run, absolute. Null: the routes are given one by one.</param>
    /// <param name="consoleToken">A secret: what changes through the emulator's console need.</param>
    internal WebSocketApiEmulatorResource(string name, EmulatorProgram program, string? cloudAssembly, ParameterResource consoleToken)
        : base(name, program.Command, program.Folder)
    {
        Program = program;
        ConsoleToken = consoleToken;
        CloudAssembly = cloudAssembly;
        _description = new(() => EmulatorDescriber.Describe(program, name, cloudAssembly));
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

    internal EmulatorProgram Program { get; }

    /// <summary>What the emulator says of itself and of its stack. Asked for once, when it is needed.</summary>
    internal EmulatorDescription Description => _description.Value;

    /// <summary>What the template says runs. Null where the routes are given one by one.</summary>
    internal StackDescription? Stack => CloudAssembly is null ? null : Description.Stack;

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"{Host}")),
        new("Port", ReferenceExpression.Create($"{Port}")),
        new("Uri", UriExpression),
        new("ManagementUri", ManagementUriExpression),
    ];

    private string OnlyStage() => Stack?.Stages switch
    {
        null => DefaultStageName,
        [var only] => only,
        [] => throw new DistributedApplicationException($"The WebSocket API '{Name}' has no stage in {CloudAssembly}."),
        var stages => throw new DistributedApplicationException(
            $"{CloudAssembly} has several stages, {string.Join(", ", stages)}: "
            + $"say which one references to '{Name}' mean, with .WithStage(\"{stages[0]}\")."),
    };
}
