using Chat.Emulator.Template;

namespace Chat.Emulator.Tests.Template;

/// <summary>Folders, manifests, several stacks, assets.</summary>
public sealed class AssemblyTests : IDisposable
{
    private const string Function = """
        {"Resources": {"Send": {"Type": "AWS::Lambda::Function", "Properties": {
          "FunctionName": "send", "Runtime": "provided.al2023", "Handler": "send",
          "Code": {"S3Bucket": {"Fn::Sub": "cdk-assets-${AWS::AccountId}"}, "S3Key": "abc.zip"}},
          "Outputs": {}}},
         "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Send", "Arn"]}, "Export": {"Name": {"Fn::Join": ["-", [{"Ref": "AWS::StackName"}, "arn"]]}}}}}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_NoSuchPath_IsRefused()
    {
        var path = Path.Combine(_folder.Path, "cdk.out");

        Assert.Equal(
            $"{path}: there is no such file or folder. Give a cdk.out folder (cdk synth writes it) or a CloudFormation or SAM template.",
            Refusal(path));
    }

    [Fact]
    public void Read_FolderWithoutManifest_IsRefused() => Assert.Equal(
        $"{_folder.Path}: the folder has no manifest.json, so it isn't a cloud assembly. Give the cdk.out folder that cdk synth writes, or a template.",
        Refusal(_folder.Path));

    [Fact]
    public void Read_ManifestWithoutStack_IsRefused()
    {
        _folder.Write("manifest.json", """{"version": "38.0.0", "artifacts": {"Tree": {"type": "cdk:tree"}}}""");

        Assert.Contains("the assembly has no stack", Refusal(_folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManifestWithoutArtifacts_IsRefused()
    {
        _folder.Write("manifest.json", "{}");

        Assert.Contains("the manifest has no \"artifacts\" object", Refusal(_folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManifestThatNamesAMissingTemplate_IsRefused()
    {
        _folder.Write("manifest.json", Manifest(Stack("Chat")));

        Assert.Equal($"{Path.Combine(_folder.Path, "Chat.template.json")}: there is no such file. Synthesize the stack again (cdk synth).", Refusal(_folder.Path));
    }

    [Fact]
    public void Read_StackArtifactWithoutTemplate_IsRefused()
    {
        _folder.Write("manifest.json", Manifest(""" "Chat": {"type": "aws:cloudformation:stack"} """));

        Assert.Contains("artifacts.Chat.templateFile: is missing.", Refusal(_folder.Path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Resources:\n  Api:\n    Type: x\n", "not valid JSON (a template in YAML is a .yaml or .yml file)")]
    [InlineData("""{"Resources": {}, "Resources": {}}""", "not valid JSON")]
    [InlineData("[]", "the file must hold a JSON object.")]
    [InlineData("{}", "the file has no Resources: it isn't a CloudFormation template.")]
    [InlineData("""{"Resources": []}""", "Resources: must be an object.")]
    [InlineData("""{"Resources": {"A": 1}}""", "A: must be a resource: an object with a Type.")]
    [InlineData("""{"Resources": {"A": {"Type": "\ud800"}}}""", "a string isn't valid Unicode.")]
    [InlineData("""{"Transform": "AWS::Serverless-2016-10-31", "Resources": 1}""", "Resources: must be an object.")]
    public void Read_FileThatIsNoTemplate_IsRefused(string text, string problem) =>
        Assert.Contains(problem, Templates.Refusal(text), StringComparison.Ordinal);

    [Fact]
    public void Read_TemplateWithByteOrderMark_IsRead() => Assert.Empty(Templates.Read("\uFEFF{\"Resources\": {}}").Apis);

    [Fact]
    public void Read_RelativeAsset_IsFoundThroughTheAssetManifest()
    {
        _folder.Write("asset.abc/bootstrap", "code");
        WriteStackWithAsset("asset.abc");

        var function = Assert.Single(CloudAssembly.Read(_folder.Path, Templates.Options).Functions);

        Assert.Equal(Path.Combine(_folder.Path, "asset.abc"), function.CodeFolder);
        Assert.Null(function.CodeArchive);
    }

    [Fact]
    public void Read_AbsoluteAsset_IsTakenAsItIs()
    {
        using var elsewhere = new TemporaryFolder();
        WriteStackWithAsset(elsewhere.Path.Replace(@"\", @"\\", StringComparison.Ordinal));

        Assert.Equal(elsewhere.Path, Assert.Single(CloudAssembly.Read(_folder.Path, Templates.Options).Functions).CodeFolder);
    }

    [Fact]
    public void Read_AssetThatIsAFile_IsAnArchive()
    {
        var archive = _folder.Write("asset.abc.zip", "PK");
        WriteStackWithAsset("asset.abc.zip");

        var function = Assert.Single(CloudAssembly.Read(_folder.Path, Templates.Options).Functions);

        Assert.Null(function.CodeFolder);
        Assert.Equal(archive, function.CodeArchive);
    }

    [Fact]
    public void Read_AssetThatIsNotOnThisMachine_IsNoFolder()
    {
        WriteStackWithAsset("asset.gone");

        Assert.Null(Assert.Single(CloudAssembly.Read(_folder.Path, Templates.Options).Functions).CodeFolder);
    }

    [Fact]
    public void Read_AssetOnlyInTheResourcesMetadata_IsFoundBesideTheTemplate()
    {
        var template = _folder.Write("sam.json", Function.Replace("\"Outputs\": {}}", "\"Metadata\": {\"aws:asset:path\": \"built/send\"}}", StringComparison.Ordinal));
        _folder.Write("built/send/bootstrap", "code");

        Assert.Equal(
            Path.Combine(_folder.Path, "built", "send"),
            Assert.Single(CloudAssembly.Read(template, Templates.Options).Functions).CodeFolder);
    }

    [Fact]
    public void Read_AssetByParametersOfTheManifestsMetadata_IsFound()
    {
        var asset = Path.GetDirectoryName(_folder.Write("asset.e618/index.js", ""));
        _folder.Write("manifest.json", Manifest("""
            "Chat": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Chat.template.json"}, "metadata": {"/Chat": [
              {"type": "aws:cdk:asset", "data": {"path": "asset.e618", "id": "e618", "packaging": "zip", "sourceHash": "e618", "s3BucketParameter": "Bucket", "s3KeyParameter": "VersionKey", "artifactHashParameter": "Hash"}}]}}
            """));
        _folder.Write("Chat.template.json", """
            {"Parameters": {"Bucket": {"Type": "String"}, "VersionKey": {"Type": "String"}, "Hash": {"Type": "String"}},
             "Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "nodejs22.x", "Handler": "index.handler", "Code": {"S3Bucket": {"Ref": "Bucket"}, "S3Key": {"Fn::Join": ["", [
               {"Fn::Select": [0, {"Fn::Split": ["||", {"Ref": "VersionKey"}]}]}, {"Fn::Select": [1, {"Fn::Split": ["||", {"Ref": "VersionKey"}]}]}]]}}}}}}
            """);

        var stack = CloudAssembly.Read(_folder.Path, Templates.Options);

        Assert.Equal(asset, Assert.Single(stack.Functions).CodeFolder);
        Assert.Empty(stack.Notes);
    }

    [Theory]
    [InlineData(null, "eu-west-1")]
    [InlineData("eu-central-1", "eu-central-1")]
    [InlineData("us-east-1", "eu-west-1")]
    public void Read_SameNamesInTwoRegions_IsOneOfThemAndTheOtherIsNamed(string? region, string read)
    {
        _folder.Write("manifest.json", Manifest(string.Join(',', new[] { "eu-west-1", "eu-central-1" }.Select(each =>
            Stack($"Chat-{each}").Replace("\"properties\"", $"\"environment\": \"aws://unknown-account/{each}\", \"properties\"", StringComparison.Ordinal)))));
        _folder.Write("Chat-eu-west-1.template.json", Function);
        _folder.Write("Chat-eu-central-1.template.json", Function);

        var stack = CloudAssembly.Read(_folder.Path, Templates.Options with { Region = region });

        Assert.Contains($":{read}:", Assert.Single(stack.Functions).Arn, StringComparison.Ordinal);
        var other = read == "eu-west-1" ? "eu-central-1" : "eu-west-1";
        Assert.Contains($"Chat-{other} isn't run", Assert.Single(stack.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ApiInOneStackAndFunctionInAnother_IsOneStack()
    {
        _folder.Write("manifest.json", Manifest(Stack("Api") + "," + Stack("Functions", """, "stackName": "prod-functions" """)));
        _folder.Write("Functions.template.json", Function);
        _folder.Write("Api.template.json", """
            {"Resources": {
              "Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "chat", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}},
              "Int": {"Type": "AWS::ApiGatewayV2::Integration", "Properties": {"ApiId": {"Ref": "Api"}, "IntegrationType": "AWS_PROXY",
                "IntegrationUri": {"Fn::Sub": ["arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Arn}/invocations", {"Arn": {"Fn::ImportValue": "prod-functions-arn"}}]}}},
              "Route": {"Type": "AWS::ApiGatewayV2::Route", "Properties": {"ApiId": {"Ref": "Api"}, "RouteKey": "$default", "Target": {"Fn::Sub": "integrations/${Int}"}}}}}
            """);

        var stack = CloudAssembly.Read(_folder.Path, Templates.Options);

        Assert.Equal("send", Assert.IsType<RouteIntegration.LambdaProxy>(Assert.Single(stack.Apis).Routes["$default"].Integration).FunctionName);
        Assert.Equal("send", Assert.Single(stack.Functions).Name);
    }

    [Fact]
    public void Read_AssemblyInAssembly_IsReadToo()
    {
        _folder.Write("manifest.json", Manifest(""" "Prod": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}} """));
        _folder.Write("assembly-Prod/manifest.json", Manifest(Stack("Functions")));
        _folder.Write("assembly-Prod/Functions.template.json", Function);

        Assert.Equal("send", Assert.Single(CloudAssembly.Read(_folder.Path, Templates.Options).Functions).Name);
    }

    [Fact]
    public void Read_AssemblyThatNamesItself_IsRefused()
    {
        _folder.Write("manifest.json", Manifest(""" "Me": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}} """));

        Assert.Contains("contains itself", Refusal(_folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManifestThatGivesParameters_TakesThemBeforeDefaults()
    {
        _folder.Write("manifest.json", Manifest(Stack("Chat", """, "parameters": {"Name": "given"} """)));
        _folder.Write("Chat.template.json", """
            {"Parameters": {"Name": {"Type": "String", "Default": "default"}},
             "Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": {"Ref": "Name"}, "Runtime": "r", "Handler": "h"}}}}
            """);

        Assert.Equal("given", Assert.Single(CloudAssembly.Read(_folder.Path, Templates.Options).Functions).Name);
    }

    [Fact]
    public void Read_StackWithoutResources_IsPassedOver()
    {
        _folder.Write("manifest.json", Manifest(Stack("Chat") + "," + Stack("Assert")));
        _folder.Write("Chat.template.json", Function);
        _folder.Write("Assert.template.json", """{"Parameters": {"BootstrapVersion": {"Type": "String", "Default": "1"}}}""");

        Assert.Single(CloudAssembly.Read(_folder.Path, Templates.Options).Functions);
    }

    private static string Refusal(string path) => Assert.Throws<TemplateException>(() => CloudAssembly.Read(path, Templates.Options)).Message;

    private static string Manifest(string artifacts) => $$"""{"version": "38.0.0", "artifacts": { {{artifacts}} } }""";

    private static string Stack(string id, string more = "") =>
        $$""" "{{id}}": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "{{id}}.template.json"{{more}}} } """;

    private void WriteStackWithAsset(string path)
    {
        _folder.Write("manifest.json", Manifest(Stack("Chat") + ""","Chat.assets": {"type": "cdk:asset-manifest", "properties": {"file": "Chat.assets.json"}}"""));
        _folder.Write("Chat.template.json", Function);
        _folder.Write("Chat.assets.json", $$$"""
            {"files": {"abc": {"source": {"path": "{{{path}}}", "packaging": "zip"}, "destinations": {"current": {"bucketName": "b", "objectKey": "abc.zip"} } } } }
            """);
    }
}
