using System.Collections.Immutable;
using System.Text.Json;
using Chat.Emulator.Template.Intrinsics;

namespace Chat.Emulator.Template;

/// <summary>Finds the templates of a cloud assembly: a <c>cdk.out</c> folder with its manifest, or a template alone.</summary>
internal static class AssemblyFiles
{
    public static ImmutableArray<TemplateFile> Find(string path, Reading reading)
    {
        if (File.Exists(path) && Path.GetFileName(path) != "manifest.json")
        {
            return [TemplateFile.Read(path, StackNameOf(path), AssetsBeside(path), notes: reading.Notes, options: reading.Options)];
        }

        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(path) && !File.Exists(path))
        {
            throw new TemplateException($"{Path.GetFullPath(path)}: there is no such file or folder. Give a cdk.out folder (cdk synth writes it) or a CloudFormation or SAM template.");
        }

        ImmutableArray<TemplateFile> templates = [.. InAssembly(Path.GetFullPath(folder), [], reading)];
        return templates.IsEmpty
            ? throw new TemplateException($"{Path.Combine(folder, "manifest.json")}: the assembly has no stack. Synthesize it again (cdk synth).")
            : templates;
    }

    private static IEnumerable<TemplateFile> InAssembly(string folder, HashSet<string> visited, Reading reading)
    {
        var manifestPath = Path.Combine(folder, "manifest.json");
        if (!File.Exists(manifestPath))
        {
            throw new TemplateException($"{folder}: the folder has no manifest.json, so it isn't a cloud assembly. Give the cdk.out folder that cdk synth writes, or a template.");
        }

        if (!visited.Add(folder))
        {
            throw new TemplateException($"{manifestPath}: the assembly appears twice, or contains itself.");
        }

        var manifest = new Location(manifestPath, "");
        var artifacts = Artifacts(manifest);
        var assets = AssetFolders.Read(
            artifacts.Where(artifact => artifact.Type == "cdk:asset-manifest").Select(artifact => artifact.File(folder, "file")));
        foreach (var artifact in artifacts)
        {
            if (artifact.Type == "aws:cloudformation:stack")
            {
                LegacyAsset[] legacy = [.. LegacyAsset.Of(artifact.Json, folder)];
                yield return TemplateFile.Read(
                    artifact.File(folder, "templateFile"),
                    artifact.Text("stackName") ?? artifact.Id,
                    legacy is [] ? assets : assets.With(legacy),
                    AssemblyEnvironment.Parse(artifact.Json.TryGetText("environment")),
                    legacy.SelectMany(asset => asset.Parameters).ToImmutableDictionary(StringComparer.Ordinal).SetItems(artifact.Parameters()),
                    reading.Notes,
                    reading.Options);
            }
            else if (artifact.Type == "cdk:cloud-assembly")
            {
                foreach (var template in InAssembly(artifact.File(folder, "directoryName"), visited, reading))
                {
                    yield return template;
                }
            }
        }
    }

    private static List<Artifact> Artifacts(Location manifest)
    {
        if (!JsonFile.ReadObject(manifest.File).TryGetProperty("artifacts", out var artifacts) || artifacts.ValueKind is not JsonValueKind.Object)
        {
            throw manifest.Error("the manifest has no \"artifacts\" object. Synthesize the assembly again (cdk synth).");
        }

        return [.. artifacts.EnumerateObject().Select(artifact => new Artifact(artifact.Name, artifact.Value, manifest.Into("artifacts").Into(artifact.Name)))];
    }

    private static AssetFolders AssetsBeside(string templatePath)
    {
        const string TemplateSuffix = ".template.json";
        if (!templatePath.EndsWith(TemplateSuffix, StringComparison.Ordinal))
        {
            return AssetFolders.None;
        }

        var assets = templatePath[..^TemplateSuffix.Length] + ".assets.json";
        return File.Exists(assets) ? AssetFolders.Read([assets]) : AssetFolders.None;
    }

    private static string StackNameOf(string templatePath)
    {
        var name = Path.GetFileName(templatePath);
        return name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? name[..dot] : name;
    }

    /// <summary>An entry of the manifest, such as <c>"Chat":{"type":"aws:cloudformation:stack","properties":{…}}</c>.</summary>
    private sealed record Artifact(string Id, JsonElement Json, Location At)
    {
        public string? Type => Json.TryGetText("type");

        public string? Text(string property) => Json.TryGetObject("properties")?.TryGetText(property);

        public string File(string folder, string property) =>
            Path.GetFullPath(Text(property) ?? throw At.Into(property).Error("is missing. Synthesize the assembly again (cdk synth)."), folder);

        public ImmutableDictionary<string, string> Parameters() =>
            Json.TryGetObject("properties") is { } properties
                ? properties.Entries("parameters")
                    .Where(parameter => parameter.Value.ValueKind is JsonValueKind.String)
                    .ToImmutableDictionary(parameter => parameter.Name, parameter => parameter.Value.GetString()!, StringComparer.Ordinal)
                : ImmutableDictionary<string, string>.Empty;
    }
}
