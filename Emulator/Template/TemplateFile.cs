using System.Collections.Immutable;
using System.Text.Json;
using Chat.Emulator.Options;
using Chat.Emulator.Template.Intrinsics;
using Chat.Emulator.Template.Serverless;
using Chat.Emulator.Template.Transformation;

namespace Chat.Emulator.Template;

/// <summary>A CloudFormation template as it stands in its file, nothing resolved yet.</summary>
internal sealed class TemplateFile
{
    private readonly JsonElement _root;

    private TemplateFile(JsonElement root, Location at, string path, string stackName)
    {
        _root = root;
        At = at;
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

    /// <summary>Where the manifest says that the stack goes.</summary>
    public AssemblyEnvironment Environment { get; private init; } = AssemblyEnvironment.Unknown;

    /// <summary>The account and the region that the template's own ARNs spell out.</summary>
    public SpelledOutArns SpelledOut => field ??= SpelledOutArns.In(_root);

    /// <param name="environment">Null for a template alone.</param>
    /// <param name="arguments">Null when there are none.</param>
    /// <param name="notes">Are told of what is left out.</param>
    public static TemplateFile Read(
        string path,
        string stackName,
        AssetFolders assets,
        AssemblyEnvironment? environment = null,
        ImmutableDictionary<string, string>? arguments = null,
        ReadingNotes? notes = null,
        DeployOptions? options = null)
    {
        var (root, at) = TemplateText.Read(path);
        // An assembly may have a stack without resources, as CDK's integration tests do; cdk deploy passes over it.
        if (environment is null && !root.TryGetProperty("Resources", out _))
        {
            throw at.Error("the file has no Resources: it isn't a CloudFormation template.");
        }

        return new TemplateFile(Expand(root, at, path, notes ?? new ReadingNotes(), options ?? new DeployOptions()), at, path, stackName)
        {
            Assets = assets,
            Environment = environment ?? AssemblyEnvironment.Unknown,
            Arguments = arguments ?? ImmutableDictionary<string, string>.Empty,
        };
    }

    // In the order in which AWS runs them.
    private static JsonElement Expand(JsonElement root, Location at, string path, ReadingNotes notes, DeployOptions options)
    {
        var transforms = Transforms.Of(root);
        root = IncludeTransform.IsIn(root) ? IncludeTransform.Expand(root, Path.GetDirectoryName(Path.GetFullPath(path))!, at, notes) : root;
        root = transforms.Contains(LanguageExtensions.Name) ? LanguageExtensions.Expand(root, at, notes, options) : root;
        root = transforms.Contains(ServerlessTransform.Name) ? ServerlessTransform.Expand(root, at) : ServerlessTransform.RefuseWithout(root, at);
        foreach (var macro in transforms.Where(name => !Transforms.IsKnown(name)))
        {
            notes.Add(at.Into("Transform").Message($"the macro {macro} runs on AWS only: the template is taken without what it does."));
        }

        return root;
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
}
