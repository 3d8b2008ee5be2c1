using System.Collections.Immutable;
using Chat.Emulator.Options;
using Chat.Emulator.Template.Intrinsics;

namespace Chat.Emulator.Template;

/// <summary>Reads what <c>cdk synth</c> writes, or a CloudFormation or SAM template, into what the emulator runs.</summary>
public static class CloudAssembly
{
    // Nothing of these goes on by itself here: either another resource has taken it in, or the emulator has no use for it.
    internal static readonly ImmutableHashSet<string> NeedsNoRunning =
    [
        "AWS::ApiGatewayV2::Route",
        "AWS::ApiGatewayV2::RouteResponse",
        "AWS::ApiGatewayV2::Integration",
        "AWS::ApiGatewayV2::IntegrationResponse",
        "AWS::ApiGatewayV2::Stage",
        StageReader.DomainType,
        StageReader.MappingType,
        DeploymentReader.DeploymentType,
        AuthorizerReader.AuthorizerType,
        ModelReader.ModelType,
        ApiKeyReader.ApiKeyType,
        ApiKeyReader.UsagePlanType,
        ApiKeyReader.UsagePlanKeyType,
        "AWS::CDK::Metadata",
        "AWS::CloudWatch::Alarm",
        "AWS::Lambda::Alias",
        AsyncSettingsReader.ConfigType,
        LayerReader.LayerType,
        "AWS::Lambda::LayerVersionPermission",
        "AWS::Lambda::Permission",
        "AWS::Lambda::Version",
        "AWS::Logs::LogGroup",
        "AWS::Logs::MetricFilter",
    ];

    /// <summary>Reads all stacks of an assembly as one. Throws <see cref="TemplateException"/>.</summary>
    /// <param name="path">A <c>cdk.out</c> folder, or a template in JSON or YAML.</param>
    public static Stack Read(string path, DeployOptions options) => Read(path, options, []);

    /// <inheritdoc cref="Read(string, DeployOptions)"/>
    /// <param name="parts">Read what else is run.</param>
    /// <param name="asked">Is told of every property that is asked for.</param>
    internal static Stack Read(string path, DeployOptions options, ImmutableArray<IPartReader> parts, Action<Location>? asked = null)
    {
        var reading = new Reading(options, asked);
        var templates = AssemblyFiles.Find(path, reading);
        RequireKnownParameters(options, templates);
        var resources = OneEnvironment.Of(Resource.In(templates, reading), options, reading.Notes);
        var functions = FunctionReader.Read(resources, options);
        var tables = TableReader.Read(resources);
        var mappings = new StreamMappingReader(tables, functions);
        var stack = new Stack
        {
            Context = resources.FirstOrDefault(resource => resource.Type == ApiReader.ApiType)?.Context ?? TemplateContext.Of(templates[0], options),
            Apis = new ApiReader(resources, functions, options).Read(),
            Functions = functions,
            Tables = tables,
            StreamMappings = mappings.Read(resources),
            Roles = new RoleReader(resources).Read(),
            Permissions = PermissionReader.Read(resources),
            NotRun = [],
        };
        return stack with
        {
            Parts = parts.Select(part => part.Read(resources, stack)).ToImmutableDictionary(part => part.GetType()),
            NotRun =
            [
                .. resources
                    .Where(resource => IsNotRun(resource) && !mappings.IsRun(resource) && !AsyncSettingsReader.IsForDeadLetters(resource, resources, functions)
                        && !parts.Any(part => part.IsRun(resource, stack)))
                    .Select(resource => new ResourceNotRun(resource.LogicalId, resource.Type)),
            ],
            Notes = reading.Notes.All,
        };
    }

    // CloudFormation refuses them too: a name that is spelled wrong would otherwise do nothing, and say nothing.
    private static void RequireKnownParameters(DeployOptions options, ImmutableArray<TemplateFile> templates)
    {
        var known = templates.SelectMany(template => template.Section("Parameters").Select(parameter => parameter.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var given in options.Parameters.Keys)
        {
            if (!known.Contains(given[(given.IndexOf(':', StringComparison.Ordinal) + 1)..]))
            {
                throw new TemplateException($"{templates[0].At.File}: there is no parameter '{given}'. The parameters are: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private static bool IsNotRun(Resource resource) => resource.Type switch
    {
        ApiReader.ApiType => !ApiReader.IsWebSocket(resource),
        FunctionReader.FunctionType => false,
        NestedStacks.StackType => !resource.HasTemplate,
        var type when TableReader.IsTable(type) => false,
        var type => !NeedsNoRunning.Contains(type) && !type.StartsWith("AWS::IAM::", StringComparison.Ordinal),
    };
}
