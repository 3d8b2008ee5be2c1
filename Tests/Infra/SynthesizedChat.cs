using System.Text.Json.Nodes;
using Amazon.CDK;
using Amazon.CDK.Assertions;

namespace Chat.Infra.Tests;

/// <summary>The stack, synthesized once for all tests the way the build does it.</summary>
public sealed class SynthesizedChat : IDisposable
{
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("chat-infra-");
    private readonly JsonObject _document;

    public SynthesizedChat()
    {
        NodeJs.SilenceVersionWarnings();
        PackageFolder = _scratch.CreateSubdirectory("package").FullName;
        AssemblyFolder = Path.Combine(_scratch.FullName, "cdk.out");
        var app = new App(new AppProps
        {
            Outdir = AssemblyFolder,
            AnalyticsReporting = false,
            TreeMetadata = false,
            Context = new Dictionary<string, object>
            {
                [FunctionsPackage.ContextKey] = PackageFolder,
                [FunctionsPackage.StagingDisabledContextKey] = true,
            },
        });
        var package = FunctionsPackage.Find(app, out var problem) ?? throw new InvalidOperationException(problem);
        _ = new ChatStack(app, "Chat", package, new ChatSettings());
        app.Synth();

        TemplateText = File.ReadAllText(Path.Combine(AssemblyFolder, "Chat.template.json"));
        Template = Template.FromString(TemplateText);
        _document = JsonNode.Parse(TemplateText)!.AsObject();
    }

    public Template Template { get; }

    public string TemplateText { get; }

    public string AssemblyFolder { get; }

    public string PackageFolder { get; }

    /// <summary>A section of the template, such as <c>Resources</c>, to be changed at will: it is a copy.</summary>
    public JsonObject Section(string name) => _document[name]!.DeepClone().AsObject();

    /// <summary>The resource of this type whose named property has this value, in the readable form of <see cref="Readable"/>.</summary>
    public string Resource(string type, string property, string value) =>
        Readable.Json(Section("Resources").Select(r => r.Value!).Single(r =>
            (string?)r["Type"] == type && Readable.Text(r["Properties"]![property]) == value));

    /// <summary>The properties alone of such a resource.</summary>
    public string Properties(string type, string property, string value) =>
        Readable.Json(JsonNode.Parse(Resource(type, property, value))!["Properties"]);

    public void Dispose() => _scratch.Delete(recursive: true);
}

/// <summary>Tests that read the synthesized stack.</summary>
[CollectionDefinition(Name)]
public sealed class SynthesizedChatTests : ICollectionFixture<SynthesizedChat>
{
    public const string Name = "The synthesized chat";
}
