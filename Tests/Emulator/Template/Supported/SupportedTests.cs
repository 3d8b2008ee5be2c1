using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Chat.Emulator.Lambda;
using Chat.Emulator.Tables;
using Chat.Emulator.Template;
using Chat.Emulator.Tests.Tables;

namespace Chat.Emulator.Tests.Template.Supported;

/// <summary><c>docs/supported.md</c> says what the code does: no more, and no less.</summary>
public sealed partial class SupportedTests
{
    private const string Here = "yes";
    private const string NotHere = "no";

    private const string Sam = "\"Transform\": \"AWS::Serverless-2016-10-31\"";

    public static TheoryData<string> Types => [.. SupportedPage.Headings("Resources")];

    [Fact]
    public void Page_OfResources_HasEachTypeThatIsRead() => Assert.Equal(
        Asked().Keys.Order(StringComparer.Ordinal), SupportedPage.Headings("Resources").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Types))]
    public void Page_OfAType_HasThePropertiesThatAreRead(string type)
    {
        var rows = SupportedPage.Rows($"### `{type}`");
        var asked = Asked()[type];

        Assert.Equal(
            asked.Order(StringComparer.Ordinal),
            rows.Where(row => !row.Contains(NotHere)).Select(row => row.Key).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.Single(row));
    }

    [Fact]
    public void Page_OfTypesThatNeedNoRunning_HasThoseOfTheCode() => Assert.Equal(
        CloudAssembly.NeedsNoRunning.Except(Asked().Keys).Order(StringComparer.Ordinal),
        SupportedPage.Rows("## Resources with nothing to run").Select(row => row.Key).Order(StringComparer.Ordinal));

    public static TheoryData<string, string> Functions => RowsOf("## Functions of templates");

    [Theory]
    [MemberData(nameof(Functions))]
    public void Page_OfTemplateFunctions_IsTrue(string function, string how)
    {
        var refusal = RefusalOf(function);

        Assert.Equal(how == NotHere, refusal?.Contains("isn't known here", StringComparison.Ordinal) == true);
    }

    public static TheoryData<string, string> Runtimes => RowsOf("## Runtimes");

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Page_OfRuntimes_IsTrue(string runtime, string how)
    {
        using var folder = new TemporaryFolder();
        folder.Write("bootstrap", "");
        folder.Write("A.dll", "");
        var function = new Function
        {
            LogicalId = "F",
            Name = "f",
            Arn = "",
            Runtime = runtime,
            Handler = "A",
            Timeout = TimeSpan.FromSeconds(3),
            MemorySizeInMB = 128,
            Environment = [],
            CodeFolder = folder.Path,
        };

        var command = Chat.Emulator.Lambda.Runtimes.CommandFor(function, []);

        Assert.Equal(how == NotHere, command is RuntimeCommand.Missing(var reason) && reason.Contains("no bootstrap of its own", StringComparison.Ordinal));
    }

    public static TheoryData<string, string> ServerlessTypes => RowsOf("### SAM's resources");

    [Theory]
    [MemberData(nameof(ServerlessTypes))]
    public void Page_OfSam_IsTrue(string type, string how)
    {
        var stack = Templates.ReadResources(
            Templates.Resource("R", type, """
                {"Routes": {"$default": {"FunctionArn": "arn:aws:lambda:eu-west-1:000000000000:function:f"}}, "RouteSelectionExpression": "$request.body.action",
                 "Location": "nested.yaml", "Source": {"Id": "F"}, "Destination": {"Id": "T"}, "Permissions": ["Read"], "InlineCode": "", "Runtime": "nodejs22.x", "Handler": "index.handler",
                 "ContentUri": "s3://b/k"}
                """)
            + ", " + Templates.Resource("F", "AWS::Serverless::Function", """{"InlineCode": "", "Runtime": "nodejs22.x", "Handler": "index.handler"}""")
            + ", " + Templates.Resource("T", "AWS::Serverless::SimpleTable"),
            Sam);

        Assert.Equal(how == NotHere, stack.NotRun.Any(resource => resource.Type == type));
    }

    public static TheoryData<string, string> Events => RowsOf("### SAM's events");

    [Theory]
    [MemberData(nameof(Events))]
    public void Page_OfSamEvents_IsTrue(string type, string how)
    {
        var stack = Templates.ReadResources(
            Templates.Resource("F", "AWS::Serverless::Function", """
                {"InlineCode": "", "Runtime": "nodejs22.x", "Handler": "index.handler",
                 "Events": {"E": {"Type": "TYPE", "Properties": {"Stream": {"Fn::GetAtt": ["T", "StreamArn"]}, "StartingPosition": "LATEST"}}}}
                """.Replace("TYPE", type, StringComparison.Ordinal))
            + ", " + Templates.Resource("T", "AWS::DynamoDB::Table", """
                {"KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}], "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}], "StreamSpecification": {"StreamViewType": "NEW_IMAGE"}}
                """),
            Sam);

        Assert.Equal(how == Here, stack.StreamMappings.Length == 1);
        Assert.Equal(how == NotHere, stack.NotRun.Length == 1);
    }

    public static TheoryData<string, string> Policies => RowsOf("### SAM's policy templates");

    [Theory]
    [MemberData(nameof(Policies))]
    public void Page_OfSamPolicies_IsTrue(string policy, string how)
    {
        var stack = Templates.ReadResources(
            Templates.Resource("F", "AWS::Serverless::Function", """
                {"InlineCode": "", "Runtime": "nodejs22.x", "Handler": "index.handler", "Policies": [{"POLICY": {"TableName": "t", "FunctionName": "f", "QueueName": "q", "TopicName": "t"}}]}
                """.Replace("POLICY", policy, StringComparison.Ordinal)),
            Sam);

        Assert.Equal(how == Here, stack.Roles.Single().Statements.Any(statement => statement.Resources.Any(resource => resource.StartsWith("arn:aws:", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Page_OfTableOperations_IsTrue()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        using var http = new HttpClient();
        var wrong = new List<string>();
        foreach (var (service, heading) in new[] { ("DynamoDB_20120810", "## DynamoDB"), ("DynamoDBStreams_20120810", "## DynamoDB Streams") })
        {
            foreach (var row in SupportedPage.Rows(heading))
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, tables.Server.Target.Endpoint);
                request.Content = new StringContent("{}");
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
                request.Headers.TryAddWithoutValidation("X-Amz-Target", $"{service}.{row.Key}");
                request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=b");
                request.Headers.TryAddWithoutValidation("X-Amz-Date", "20260101T000000Z");
                request.Headers.TryAddWithoutValidation(TableTarget.KeyHeader, tables.Server.Target.Key);
                using var response = await http.SendAsync(request);
                if ((await response.Content.ReadAsStringAsync()).Contains("UnknownOperationException", StringComparison.Ordinal) != row.Contains(NotHere))
                {
                    wrong.Add(row.Key);
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Page_OfTableOperations_HasAllThatTheServerHas()
    {
        var source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "dynalite", "operations.mjs"));
        var known = Regex.Match(source, @"dynalites = new Set\(\[(?<names>[^\]]*)\]").Groups["names"].Value;
        var rows = SupportedPage.Rows("## DynamoDB");

        Assert.NotEmpty(known);
        Assert.All(OperationName().Matches(known), name => Assert.True(rows.Contains(name.Groups["name"].Value), $"'{name.Groups["name"].Value}' has no row in docs/supported.md."));
    }

    private static TheoryData<string, string> RowsOf(string heading)
    {
        var data = new TheoryData<string, string>();
        foreach (var row in SupportedPage.Rows(heading))
        {
            data.Add(row.Key, row.Single());
        }

        return data;
    }

    // What the template's functions are given is nothing that they could use; only whether they are known counts.
    private static string? RefusalOf(string function)
    {
        try
        {
            _ = function switch
            {
                "Condition" or "Fn::And" or "Fn::Equals" or "Fn::Not" or "Fn::Or" => Templates.ReadResources(
                    Templates.Resource("R", "AWS::S3::Bucket", more: ", \"Condition\": \"C\""), $"\"Conditions\": {{\"C\": {{\"{function}\": \"D\"}}}}"),
                "Fn::ForEach" => Templates.ReadResources(
                    "\"Fn::ForEach::Loop\": [\"N\", [\"A\", \"B\"], {\"${N}\": {\"Type\": \"AWS::S3::Bucket\"}}]", "\"Transform\": \"AWS::LanguageExtensions\""),
                _ => Templates.ReadResources(Templates.Resource(
                    "F",
                    "AWS::Lambda::Function",
                    $"{{\"Runtime\": \"nodejs22.x\", \"Handler\": \"index.handler\", \"Environment\": {{\"Variables\": {{\"X\": {{\"{function}\": 1}}}}}}}}")),
            };
            return null;
        }
        catch (TemplateException e)
        {
            return e.Message;
        }
    }

    /// <summary>The types that are read, with the properties that are asked for, there or not.</summary>
    private static ImmutableDictionary<string, ImmutableHashSet<string>> Asked()
    {
        using var folder = new TemporaryFolder();
        var template = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "everything.yaml"));
        var types = Declaration().Matches(template).ToDictionary(match => match.Groups["id"].Value, match => match.Groups["type"].Value, StringComparer.Ordinal);
        var asked = new HashSet<(string Type, string Property)>();
        CloudAssembly.Read(folder.Write("template.yaml", template), Templates.Options, [], property =>
        {
            if (property.Path.Split('.', 2) is [var id, var path])
            {
                asked.Add((types[id], Index().Replace(path, "").Replace("RouteSettings.any", "RouteSettings.*", StringComparison.Ordinal)));
            }
        });

        // A property of which parts are asked for is known by those.
        return asked.Where(property => !asked.Any(part => part.Type == property.Type && part.Property.StartsWith(property.Property + ".", StringComparison.Ordinal)))
            .GroupBy(property => property.Type, StringComparer.Ordinal)
            .ToImmutableDictionary(ofType => ofType.Key, ofType => ofType.Select(property => property.Property).ToImmutableHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^  (?<id>\w+):\n    Type: (?<type>\S+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();

    [GeneratedRegex("'(?<name>[A-Za-z]+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex OperationName();
}
