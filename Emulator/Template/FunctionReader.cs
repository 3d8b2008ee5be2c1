using System.Collections.Immutable;
using Chat.Emulator.Options;
using Chat.Emulator.Template.Intrinsics;

namespace Chat.Emulator.Template;

/// <summary>Reads <c>AWS::Lambda::Function</c>.</summary>
internal static class FunctionReader
{
    public const string FunctionType = "AWS::Lambda::Function";

    // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    private const int DefaultTimeoutSeconds = 3;
    private const int MaxTimeoutSeconds = 900;
    private const int DefaultMemory = 128;
    private const int MaxMemory = 10240;

    public static ImmutableArray<Function> Read(ImmutableArray<Resource> resources, DeployOptions options)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var layers = new LayerReader(resources);
        var functions = ImmutableArray.CreateBuilder<Function>();
        foreach (var resource in resources.Where(resource => resource.Type == FunctionType))
        {
            var function = Read(resource, options);
            function = function with { Qualifiers = Qualifiers(resources, function), Layers = layers.Of(resource), Async = AsyncSettingsReader.Read(resources, resource) };
            if (!names.Add(function.Name))
            {
                throw resource.At.Error($"another function of the assembly is also named '{function.Name}'.");
            }

            functions.Add(function);
        }

        return functions.ToImmutable();
    }

    private static bool IsContainerImage(Properties function) => function.OptionalText("PackageType") == "Image";

    private static Function Read(Resource resource, DeployOptions options)
    {
        var properties = resource.Properties;
        var isImage = IsContainerImage(properties);
        var code = isImage ? null : CodePath.Of(resource, "Code");
        return new Function
        {
            LogicalId = resource.LogicalId,
            Name = resource.Ref,
            Arn = resource.Attribute("Arn"),
            RoleArn = (resource.WhatIsKnown("Role") as Value.Text)?.Content,
            IsContainerImage = isImage,
            Runtime = isImage ? "" : properties.Text("Runtime"),
            Handler = isImage ? "" : properties.Text("Handler"),
            Timeout = TimeSpan.FromSeconds(properties.Integer("Timeout", DefaultTimeoutSeconds, 1, MaxTimeoutSeconds)),
            MemorySizeInMB = properties.Integer("MemorySize", DefaultMemory, DefaultMemory, MaxMemory),
            Environment = Variables(resource, options),
            CodeFolder = Directory.Exists(code) ? code : null,
            CodeArchive = File.Exists(code) ? code : null,
            InlineCode = isImage ? null : InlineCode(properties, resource.Notes),
            TemplateFolder = resource.Template.Folder,
            Architecture = properties.Texts("Architectures") is [var architecture, ..] ? architecture : "x86_64",
        };
    }

    private static ImmutableDictionary<string, string> Variables(Resource resource, DeployOptions options)
    {
        var given = options.Variables
            .Where(variable => variable.Key.Function is null || variable.Key.Function == resource.LogicalId || variable.Key.Function == resource.Ref)
            .OrderBy(variable => variable.Key.Function is not null)
            .Select(variable => KeyValuePair.Create(variable.Key, variable.Value))
            .ToArray();
        var own = given.Where(variable => variable.Key.Function is not null).ToDictionary(variable => variable.Key.Name, variable => variable.Value, StringComparer.Ordinal);
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in given)
        {
            all[key.Name] = value;
        }

        // What is given to all functions reaches those that have the variable; what is given to one reaches that one.
        var variables = resource.Properties.Object("Environment")?.TextsByName("Variables", all, name => $"--variable {resource.LogicalId}.{name}=VALUE")
            ?? ImmutableDictionary<string, string>.Empty;
        return variables.SetItems(own);
    }

    private static ImmutableDictionary<string, string> Qualifiers(ImmutableArray<Resource> resources, Function function)
    {
        const string Version = "AWS::Lambda::Version";
        var qualifiers = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var resource in resources.Where(resource => resource.Type is Version or "AWS::Lambda::Alias"))
        {
            if (resource.WhatIsKnown("FunctionName") is Value.Text name && FunctionName.Parse(name.Content).Name == function.Name)
            {
                var version = resource.Type == Version ? resource.Attribute("Version") : resource.Properties.OptionalText("FunctionVersion") ?? "$LATEST";
                qualifiers[resource.Type == Version ? version : resource.Properties.Text("Name")] = version;
            }
        }

        return qualifiers.ToImmutable();
    }

    private static string? InlineCode(Properties properties, ReadingNotes notes)
    {
        if (properties.IsText("Code") || properties.Object("Code")?.OptionalText("ZipFile") is not { } code)
        {
            return null;
        }

        var runtime = properties.Text("Runtime");
        if (!runtime.StartsWith("nodejs", StringComparison.Ordinal) && !runtime.StartsWith("python", StringComparison.Ordinal))
        {
            throw properties.At.Into("Code").Into("ZipFile").Error($"only the nodejs and python runtimes take code in the template, not {runtime}.");
        }

        // AWS makes the function all the same, and each invocation fails.
        if (!properties.Text("Handler").StartsWith("index.", StringComparison.Ordinal))
        {
            notes.Add(properties.At.Into("Handler").Message(
                $"begins with '{properties.Text("Handler").Split('.')[0]}.', so the function fails here as on AWS: code in the template becomes the file 'index'."));
        }

        return code;
    }
}
