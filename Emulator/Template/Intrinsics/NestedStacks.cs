using System.Text.Json;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>
/// The stacks that a template nests (<c>AWS::CloudFormation::Stack</c>), as far as their templates are on this machine.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
/// </summary>
/// <param name="depth">How many stacks are around the parent.</param>
internal sealed class NestedStacks(Resolver parent, int depth)
{
    public const string StackType = "AWS::CloudFormation::Stack";

    // CloudFormation has no limit of its own; a template that nests itself has to end somewhere.
    private const int MaxDepth = 20;

    private readonly Dictionary<string, Resolver?> _known = new(StringComparer.Ordinal);

    /// <summary>Null when the stack's template isn't here.</summary>
    public Resolver? Find(string logicalId)
    {
        if (!_known.TryGetValue(logicalId, out var nested))
        {
            nested = _known[logicalId] = Read(logicalId);
        }

        return nested;
    }

    private Resolver? Read(string logicalId)
    {
        var at = parent.Template.At.Into(logicalId);
        if (!parent.Template.TryGetEntry("Resources", logicalId, out var resource) || TemplatePath(resource, at) is not { } path)
        {
            return null;
        }

        if (depth == MaxDepth)
        {
            throw at.Error($"stacks nest deeper than {MaxDepth} levels.");
        }

        var parameters = resource.TryGetObject("Properties")?.TryGetObject("Parameters");
        var template = TemplateFile.Read(path, PhysicalNames.Name(parent.Template.StackName, logicalId, 128), parent.Template.Assets, notes: parent.Reading.Notes, options: parent.Reading.Options);
        var nested = new Resolver(
            template,
            parent.Context,
            parent.Reading,
            name => parameters?.TryGet(name) is { } given ? parent.Resolve(given, at.Into("Parameters").Into(name)) : null,
            depth + 1);
        parent.Reading.Exports.Add(nested);
        return nested;
    }

    // As it is before it is uploaded: a local path; or by the assembly's manifest, or the note that the CDK leaves at the resource.
    private string? TemplatePath(JsonElement resource, Location at)
    {
        var folder = parent.Template.Folder;
        if (resource.TryGetObject("Metadata")?.TryGetText("aws:asset:path") is { } noted && File.Exists(Path.GetFullPath(noted, folder)))
        {
            return Path.GetFullPath(noted, folder);
        }

        if (resource.TryGetObject("Properties")?.TryGet("TemplateURL") is not { } json || parent.Resolve(json, at.Into("TemplateURL")) is not Value.Text url)
        {
            return null;
        }

        var name = url.Content.Contains("://", StringComparison.Ordinal) ? url.Content[(url.Content.LastIndexOf('/') + 1)..] : null;
        string?[] candidates = name is null
            ? [Path.GetFullPath(url.Content, folder)]
            : [parent.Template.Assets.Find(name), Path.GetFullPath(name, folder)];
        return candidates.FirstOrDefault(File.Exists);
    }
}
