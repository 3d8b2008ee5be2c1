using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tests.Template;

/// <summary>A cdk.out as CDK 2.160 wrote it, read as a whole.</summary>
public sealed class ChatAssemblyTests
{
    private static readonly string Assemblies = Path.Combine(AppContext.BaseDirectory, "Template", "Assemblies");

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameIntegrationTypes } },
    };

    [Fact]
    public void Read_CdkOut_GivesTheWholeStack()
    {
        var folder = Path.Combine(Assemblies, "Chat");

        var stack = CloudAssembly.Read(folder, Templates.Options);

        Assert.Equal(File.ReadAllText(Path.Combine(Assemblies, "Chat.stack.json")).TrimEnd(), Text(stack, folder));
    }

    [Fact]
    public void Read_ManifestOrTemplateOfTheCdkOut_GivesTheSameStack()
    {
        var folder = Path.Combine(Assemblies, "Chat");
        var expected = Text(CloudAssembly.Read(folder, Templates.Options), folder);

        Assert.Equal(expected, Text(CloudAssembly.Read(Path.Combine(folder, "manifest.json"), Templates.Options), folder));
        Assert.Equal(expected, Text(CloudAssembly.Read(Path.Combine(folder, "Chat.template.json"), Templates.Options), folder));
    }

    [Fact]
    public void Read_CdkOutInAnotherRegion_HasItInArns()
    {
        var stack = CloudAssembly.Read(Path.Combine(Assemblies, "Chat"), new DeployOptions { Region = "ap-southeast-2" });

        Assert.All(stack.Functions, function => Assert.StartsWith("arn:aws:lambda:ap-southeast-2:000000000000:function:", function.Arn, StringComparison.Ordinal));
    }

    private static string Text(Stack stack, string folder) =>
        Sorted(JsonSerializer.SerializeToNode(stack, Json))!.ToJsonString(Json)
            .Replace(JsonEncodedText.Encode(Path.GetFullPath(folder) + Path.DirectorySeparatorChar).ToString(), "{assembly}/", StringComparison.Ordinal);

    // Immutable dictionaries have another order in every process.
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject entries => new JsonObject(entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create(entry.Key, Sorted(entry.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static void NameIntegrationTypes(JsonTypeInfo type)
    {
        if (type.Type == typeof(RouteIntegration))
        {
            type.PolymorphismOptions = new JsonPolymorphismOptions
            {
                TypeDiscriminatorPropertyName = "Type",
                DerivedTypes = { new(typeof(RouteIntegration.LambdaProxy), "AWS_PROXY") },
            };
        }
    }
}
