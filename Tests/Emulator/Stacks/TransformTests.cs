using Chat.Emulator.Template;
using Chat.Emulator.Tests.Template;

namespace Chat.Emulator.Tests.Stacks;

/// <summary>What is made of a template before CloudFormation reads it: SAM, includes, loops; and stacks that are nested in it.</summary>
public sealed class TransformTests : IDisposable
{
    private const string Sam = "Transform: AWS::Serverless-2016-10-31\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nested_ByLocalPath_IsPartOfTheStackBothWays()
    {
        _folder.Write("data/tables.yaml", """
            Parameters: {Prefix: {Type: String}, Tags: {Type: CommaDelimitedList}}
            Resources:
              Rooms:
                Type: AWS::DynamoDB::Table
                Properties: {TableName: !Sub '${Prefix}-${Own.Outputs.Name}', AttributeDefinitions: [{AttributeName: id, AttributeType: S}], KeySchema: [{AttributeName: id, KeyType: HASH}]}
              Own:
                Type: AWS::CloudFormation::Stack
                Properties: {TemplateURL: ../names.json}
            Outputs: {Name: {Value: !Ref Rooms}, Tag: {Value: !Select [1, !Ref Tags]}}
            """);
        _folder.Write("names.json", """{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}, "Outputs": {"Name": {"Value": "rooms"}}}""");

        var stack = Read(Function("{TABLE: !GetAtt Data.Outputs.Name, TAG: !GetAtt Data.Outputs.Tag}") + """

              Data:
                Type: AWS::CloudFormation::Stack
                Properties: {TemplateURL: data/tables.yaml, Parameters: {Prefix: !Ref AWS::StackName, Tags: [a, b]}}
            """);

        Assert.Equal("template-rooms", Assert.Single(stack.Tables).Name);
        Assert.Equal(("template-rooms", "b"), (stack.Functions[0].Environment["TABLE"], stack.Functions[0].Environment["TAG"]));
        Assert.Empty(stack.Notes);
        Assert.Equal(["AWS::SNS::Topic"], stack.NotRun.Select(resource => resource.Type));
    }

    [Fact]
    public void Nested_TemplateIsOnAwsAlone_OutputsHaveStandIns()
    {
        var stack = Read(Function("{TABLE: !GetAtt Data.Outputs.Name}") + """

              Data:
                Type: AWS::CloudFormation::Stack
                Properties: {TemplateURL: 'https://s3.amazonaws.com/bucket/tables.yaml'}
            """);

        Assert.Equal("unknown-Data-Outputs-Name", stack.Functions[0].Environment["TABLE"]);
        Assert.Single(stack.Notes);
        Assert.Equal("Data", Assert.Single(stack.NotRun).LogicalId);
    }

    [Fact]
    public void Nested_InItself_IsRefused()
    {
        var refused = Assert.Throws<TemplateException>(() => Read("  Again: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: template.yaml}}"));

        Assert.Contains("stacks nest deeper than 20 levels", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Include_OfALocalFile_PutsItsEntriesThere()
    {
        _folder.Write("variables.yaml", "STAGE: dev\nTOKEN: included");

        var stack = Read(Function("{TOKEN: own, 'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: variables.yaml}}}"));

        Assert.Equal(("dev", "own"), (stack.Functions[0].Environment["STAGE"], stack.Functions[0].Environment["TOKEN"]));
    }

    [Theory]
    [InlineData("Transform: {Name: AWS::Include, Parameters: {Location: 's3://bucket/parts/more.yaml'}}\n")]
    [InlineData("Transform: [{Name: AWS::Include, Parameters: {Location: more.yaml}}]\n")]
    public void Include_OfSections_AddsThem(string transform)
    {
        _folder.Write("more.yaml", "Resources:\n" + Function("{X: included}"));

        Assert.Equal("included", Assert.Single(Read("  T: {Type: AWS::SNS::Topic}", transform).Functions).Environment["X"]);
    }

    [Fact]
    public void Include_OfAFileThatIsOnAwsAlone_IsLeftOutAndTold()
    {
        var stack = Read("  T: {Type: AWS::SNS::Topic}", "Transform: {Name: AWS::Include, Parameters: {Location: 's3://bucket/more.yaml'}}\n");

        Assert.Contains("s3://bucket/more.yaml is left out", Assert.Single(stack.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Macro_OfSomebodysOwn_IsLeftOutAndTold() => Assert.Contains(
        "the macro AddDefaults runs on AWS only", Assert.Single(Read("  T: {Type: AWS::SNS::Topic}", "Transform: AddDefaults\n").Notes), StringComparison.Ordinal);

    [Fact]
    public void LanguageExtensions_Loops_AreWrittenOut()
    {
        var stack = Read(
            """
              'Fn::ForEach::Functions':
                - Name
                - !Ref Names
                - '${Name}Function':
                    Type: AWS::Lambda::Function
                    Properties:
                      FunctionName: !Sub 'x-${Name}'
                      Runtime: nodejs22.x
                      Handler: !Join ['.', [index, !Ref Name]]
                      Environment: {Variables: {J: {'Fn::ToJsonString': {name: !Ref Name, n: 1, list: [true, 'true']}}, N: {'Fn::Length': [1, 2, 3]}}}
            """,
            "Transform: AWS::LanguageExtensions\nParameters: {Names: {Type: CommaDelimitedList, Default: 'open, close'}}\n");

        Assert.Equal(["openFunction x-open index.open", "closeFunction x-close index.close"], stack.Functions.Select(function => $"{function.LogicalId} {function.Name} {function.Handler}"));
        Assert.Equal(("""{"name":"open","n":1,"list":[true,"true"]}""", "3"), (stack.Functions[0].Environment["J"], stack.Functions[0].Environment["N"]));
    }

    [Fact]
    public void LanguageExtensions_FindInMapWithADefault_TakesIt() => Assert.Equal("none", Read(
        Function("{X: !FindInMap [Sizes, mars, Small, DefaultValue: none]}"),
        "Transform: [AWS::LanguageExtensions]\nMappings: {Sizes: {earth: {Large: 1}}}\n").Functions[0].Environment["X"]);

    [Fact]
    public void Sam_WithoutItsTransform_IsRefusedAsCloudFormationDoes() => Assert.Contains(
        "F: AWS::Serverless::Function needs the SAM transform. Add 'Transform: AWS::Serverless-2016-10-31'",
        Assert.Throws<TemplateException>(() => Read("  F: {Type: AWS::Serverless::Function}")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Sam_AutoPublishAlias_IsAQualifierAndCanBeReferredTo()
    {
        var stack = Read("""
              F:
                Type: AWS::Serverless::Function
                Properties:
                  FunctionName: f
                  Runtime: nodejs22.x
                  Handler: index.handler
                  AutoPublishAlias: live
                  Environment: {Variables: {NONE: x}}
              Other:
                Type: AWS::Serverless::Function
                Properties: {Runtime: nodejs22.x, Handler: index.handler, Environment: {Variables: {A: !Ref F.Alias, V: !Sub '${F.Version}!', B: !Sub ['${F.Alias} ${x}', {x: y}]}}}
              P: {Type: AWS::Lambda::Permission, Properties: {Action: 'lambda:InvokeFunction', FunctionName: !Ref F.Alias, Principal: apigateway.amazonaws.com}}
            """, Sam);

        Assert.Equal("1", stack.Functions[0].Qualifiers["live"]);
        var variables = stack.Functions[1].Environment;
        const string Arn = "arn:aws:lambda:eu-west-1:000000000000:function:f";
        Assert.Equal(($"{Arn}:live", $"{Arn}:1!", $"{Arn}:live y"), (variables["A"], variables["V"], variables["B"]));
        Assert.Equal("f", Assert.Single(stack.Permissions).FunctionName);
    }

    [Fact]
    public void Sam_Connectors_AreThePermissionsThatTheyStandFor()
    {
        var stack = Read("""
              Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: a, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}}
              F:
                Type: AWS::Serverless::Function
                Properties: {FunctionName: f, Runtime: nodejs22.x, Handler: index.handler}
                Connectors:
                  ToTable: {Properties: {Destination: {Id: Table}, Permissions: [Write]}}
              Table: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: t}}
              FromApi: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: Api}, Destination: {Id: F}, Permissions: [Write]}}
            """, Sam);

        var permission = Assert.Single(stack.Permissions);
        Assert.Equal(("f", $"arn:aws:execute-api:eu-west-1:000000000000:{stack.Apis[0].ApiId}/*"), (permission.FunctionName, permission.SourceArn));
        var statement = Assert.Single(Assert.Single(stack.Roles).Statements);
        Assert.Contains("dynamodb:PutItem", statement.Actions);
        Assert.DoesNotContain("dynamodb:GetItem", statement.Actions);
        Assert.Contains("arn:aws:dynamodb:eu-west-1:000000000000:table/t", statement.Resources);
        Assert.Empty(stack.NotRun);
    }

    [Fact]
    public void Package_OfTheServerlessFramework_IsTheArchiveBesideTheTemplate()
    {
        var archive = _folder.Write("chat.zip", "");

        var stack = Read("""
              F:
                Type: AWS::Lambda::Function
                Properties: {Runtime: nodejs20.x, Handler: src/handler.main, Code: {S3Bucket: b, S3Key: serverless/chat/dev/1764300000000-2026-11-28T00:00:00.000Z/chat.zip}}
            """);

        Assert.Equal(archive, Assert.Single(stack.Functions).CodeArchive);
    }

    private static string Function(string variables) => $$"""
          F:
            Type: AWS::Lambda::Function
            Properties: {Runtime: nodejs22.x, Handler: index.handler, Environment: {Variables: {{variables}} } }
        """;

    private Stack Read(string resources, string sections = "") =>
        CloudAssembly.Read(_folder.Write("template.yaml", sections + "Resources:\n" + resources + "\n"), Templates.Options);
}
