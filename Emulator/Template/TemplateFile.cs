using System.Collections.Immutable;
using System.Text.Json;

namespace Chat.Emulator.Template;

/// <summary>A CloudFormation template as it stands in its file, nothing resolved yet.</summary>
internal sealed class TemplateFile
{
    private readonly JsonElement _root;

    private TemplateFile(JsonElement root, string path, string stackName)
    {
        _root = root;
        At = new Location(Path.GetFileName(path), "");
        Folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        StackName = stackName;
    }

    public string StackName { get; }

    public Location At { get; }

    /// <summary>What relative asset paths start from.</summary>
    public string Folder { get; }

    public AssetFolders Assets { get; private init; } = AssetFolders.None;

    /// <summary>Values that the manifest gives to the template's parameters.</summary>
    public ImmutableDictionary<string, string> Arguments { get; private init; } = ImmutableDictionary<string, string>.Empty;

    public static TemplateFile Read(string path, string stackName, AssetFolders assets, ImmutableDictionary<string, string> arguments)
    {
        var root = JsonFile.ReadObject(path);
        var template = new TemplateFile(root, path, stackName) { Assets = assets, Arguments = arguments };
        template.RefuseServerlessTransform();
        return root.TryGetProperty("Resources", out _)
            ? template
            : throw template.At.Error("the file has no Resources: it is no CloudFormation template.");
    }

    /// <summary>The entries of a section, such as <c>Resources</c>, in the file's order; none when the template lacks it.</summary>
    public IEnumerable<JsonProperty> Section(string name)
    {
        if (!_root.TryGetProperty(name, out var section))
        {
            return [];
        }

        return section.ValueKind is JsonValueKind.Object ? section.EnumerateObject() : throw At.Into(name).Error("must be an object.");
    }

    public bool TryGetEntry(string section, string name, out JsonElement entry)
    {
        var found = _root.TryGetObject(section)?.TryGet(name);
        entry = found.GetValueOrDefault();
        return found.HasValue;
    }

    // Plain CloudFormation only: what AWS expands on its side isn't in the file.
    private void RefuseServerlessTransform()
    {
        if (_root.TryGetProperty("Transform", out var transform) && transform.GetRawText().Contains("AWS::Serverless", StringComparison.Ordinal))
        {
            throw At.Into("Transform").Error("AWS::Serverless templates (SAM) are expanded by AWS and not here; give a plain CloudFormation template.");
        }
    }
}
