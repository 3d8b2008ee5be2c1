using System.Collections.Immutable;
using System.IO.Compression;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tests.Template;

/// <summary>Which layers a function has, and where they lie.</summary>
public sealed class LayerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Layers_OfCloudFormation_AreFoldersAndArchives()
    {
        _folder.Write("one/nodejs/node_modules/a/package.json", "{}");
        ZipFile.CreateFromDirectory(Path.Combine(_folder.Path, "one"), Path.Combine(_folder.Path, "two.zip"));

        var layers = Read("""
            One: {Type: AWS::Lambda::LayerVersion, Properties: {Content: one}}
            Two: {Type: AWS::Lambda::LayerVersion, Properties: {Content: two.zip}}
            """, "[!Ref Two, !Ref One, 'arn:aws:lambda:us-east-1:580247275435:layer:LambdaInsightsExtension:14']");

        Assert.Equal(
            [
                new Layer("Two") { Archive = Path.Combine(_folder.Path, "two.zip") },
                new Layer("One") { Folder = Path.Combine(_folder.Path, "one") },
                new Layer("arn:aws:lambda:us-east-1:580247275435:layer:LambdaInsightsExtension:14"),
            ],
            layers.AsEnumerable());
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("Metadata: {BuildMethod: nodejs22.x}, ", "nodejs")]
    [InlineData("Metadata: {BuildMethod: python3.13}, ", "python")]
    public void Layer_OfSam_IsWhereSamBuildWouldPutIt(string metadata, string subfolder)
    {
        _folder.Write("shared/index.js", "");

        var layers = Read($$"""
            One: {Type: AWS::Serverless::LayerVersion, {{metadata}}Properties: {ContentUri: shared, RetentionPolicy: Delete} }
            """, "[!Ref One]");

        Assert.Equal([new Layer("One") { Folder = Path.Combine(_folder.Path, "shared"), Subfolder = subfolder }], layers.AsEnumerable());
    }

    [Fact]
    public void Layer_ThatIsNowhere_IsRefused() => Assert.Contains(
        "One.Content: there is no ",
        Assert.Throws<TemplateException>(() => Read("One: {Type: AWS::Lambda::LayerVersion, Properties: {Content: gone}}", "[!Ref One]")).Message,
        StringComparison.Ordinal);

    private ImmutableArray<Layer> Read(string resources, string layers)
    {
        _folder.Write("code/index.js", "");
        var template = $$"""
            Transform: AWS::Serverless-2016-10-31
            Resources:
              F:
                Type: AWS::Lambda::Function
                Properties: {Runtime: nodejs22.x, Handler: index.handler, Code: code, Layers: {{layers}} }
              {{resources.ReplaceLineEndings("\n  ")}}
            """;
        return Assert.Single(CloudAssembly.Read(_folder.Write("template.yaml", template), Templates.Options).Functions).Layers;
    }
}
