using System.Collections.Immutable;
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

    public static ImmutableArray<Function> Read(ImmutableArray<Resource> resources)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var functions = ImmutableArray.CreateBuilder<Function>();
        foreach (var resource in resources.Where(resource => resource.Type == FunctionType && !IsContainerImage(resource)))
        {
            var function = Read(resource);
            function = function with { Qualifiers = Qualifiers(resources, function) };
            if (!names.Add(function.Name))
            {
                throw resource.At.Error($"another function of the assembly is named '{function.Name}' too.");
            }

            functions.Add(function);
        }

        return functions.ToImmutable();
    }

    public static bool IsContainerImage(Resource function) => function.Properties.OptionalText("PackageType") == "Image";

    private static Function Read(Resource resource)
    {
        var properties = resource.Properties;
        var code = CodePath(resource);
        return new Function
        {
            LogicalId = resource.LogicalId,
            Name = resource.Ref,
            Arn = resource.Attribute("Arn"),
            RoleArn = (resource.WhatIsKnown("Role") as Value.Text)?.Content,
            Runtime = properties.Text("Runtime"),
            Handler = properties.Text("Handler"),
            Timeout = TimeSpan.FromSeconds(properties.Integer("Timeout", DefaultTimeoutSeconds, 1, MaxTimeoutSeconds)),
            MemorySizeInMB = properties.Integer("MemorySize", DefaultMemory, DefaultMemory, MaxMemory),
            Environment = properties.Object("Environment")?.TextsByName("Variables") ?? ImmutableDictionary<string, string>.Empty,
            CodeFolder = Directory.Exists(code) ? code : null,
            CodeArchive = File.Exists(code) ? code : null,
            Architecture = properties.Texts("Architectures") is [var architecture, ..] ? architecture : "x86_64",
        };
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

    // By S3 key through the asset manifest; else by the note that the CDK's command line and sam leave at the resource.
    private static string? CodePath(Resource resource)
    {
        var asset = resource.Properties.Object("Code")?.OptionalText("S3Key") is { } key ? resource.Template.Assets.Find(key) : null;
        return asset
            ?? (resource.Metadata("aws:asset:path") is { } path ? Path.GetFullPath(path, resource.Template.Folder) : null);
    }
}
