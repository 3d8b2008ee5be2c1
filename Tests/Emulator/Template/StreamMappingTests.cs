using static Chat.Emulator.Tests.Template.Templates;

namespace Chat.Emulator.Tests.Template;

/// <summary>Functions that get the changes of a table.</summary>
public sealed class StreamMappingTests
{
    private const string Arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/rooms/stream/2026-01-01T00:00:00.000";

    private static readonly string Table = Resource("Rooms", "AWS::DynamoDB::Table", """
        {"TableName": "rooms", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
         "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "StreamSpecification": {"StreamViewType": "NEW_IMAGE"}}
        """);

    private static readonly string Function = Resource("Cast", "AWS::Lambda::Function", """{"FunctionName": "cast", "Runtime": "nodejs22.x", "Handler": "index.handler"}""");

    [Fact]
    public void Read_MappingOfATablesStream_IsRunAsItSays()
    {
        var stack = ReadResources($$"""
            {{Table}}, {{Function}}, {{Resource("Mapping", "AWS::Lambda::EventSourceMapping", """
            {"FunctionName": {"Ref": "Cast"}, "EventSourceArn": {"Fn::GetAtt": ["Rooms", "StreamArn"]}, "StartingPosition": "TRIM_HORIZON",
             "BatchSize": 10, "MaximumBatchingWindowInSeconds": 5, "BisectBatchOnFunctionError": true, "MaximumRetryAttempts": 3,
             "MaximumRecordAgeInSeconds": 60, "FunctionResponseTypes": ["ReportBatchItemFailures"],
             "DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": ["Dead", "Arn"]}}},
             "FilterCriteria": {"Filters": [{"Pattern": "{\"eventName\":[\"INSERT\"]}"}]}}
            """)}}, {{Resource("Dead", "AWS::SQS::Queue", """{"QueueName": "dead"}""")}}
            """);

        var mapping = Assert.Single(stack.StreamMappings);
        Assert.Equal(Arn, Assert.Single(stack.Tables).StreamArn);
        Assert.Equal(("cast", Arn, true, 10, 3), (mapping.FunctionName, mapping.StreamArn, mapping.StartsAtOldest, mapping.BatchSize, mapping.MaxRetries));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60), true, true), (mapping.Window, mapping.MaxAge, mapping.Bisects, mapping.ReportsItems));
        Assert.Equal("arn:aws:sqs:eu-west-1:000000000000:dead", mapping.OnFailureArn);
        Assert.Equal("""{"eventName":["INSERT"]}""", Assert.Single(mapping.Filters));
        Assert.Equal(["Dead"], stack.NotRun.Select(resource => resource.LogicalId));
    }

    [Fact]
    public void Read_MappingOfSomethingElse_IsNamedAsNotRun()
    {
        var stack = ReadResources($$"""
            {{Table}}, {{Function}},
            {{Resource("Queue", "AWS::Lambda::EventSourceMapping", """{"FunctionName": "cast", "EventSourceArn": "arn:aws:sqs:eu-west-1:000000000000:q"}""")}},
            {{Resource("Other", "AWS::Lambda::EventSourceMapping", """{"FunctionName": "nobody", "EventSourceArn": {"Fn::GetAtt": ["Rooms", "StreamArn"]}, "StartingPosition": "LATEST"}""")}}
            """);

        Assert.Empty(stack.StreamMappings);
        Assert.Equal(["Other", "Queue"], stack.NotRun.Select(resource => resource.LogicalId).Order());
    }

    [Fact]
    public void Read_SamEvent_IsAMappingAndItsRoleMayReadTheStream()
    {
        var stack = Read("""
            {"Transform": "AWS::Serverless-2016-10-31", "Resources": {
             "Rooms": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": "rooms", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
               "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "StreamSpecification": {"StreamViewType": "NEW_IMAGE"}}},
             "Cast": {"Type": "AWS::Serverless::Function", "Properties": {"Runtime": "nodejs22.x", "Handler": "index.handler", "InlineCode": "x",
               "Events": {"Changes": {"Type": "DynamoDB", "Properties": {"Stream": {"Fn::GetAtt": ["Rooms", "StreamArn"]}, "StartingPosition": "LATEST", "BatchSize": 5}}}}}}}
            """);

        var mapping = Assert.Single(stack.StreamMappings);
        Assert.Equal(("CastChanges", Arn, 5, false), (mapping.LogicalId, mapping.StreamArn, mapping.BatchSize, mapping.StartsAtOldest));
        Assert.Contains(Assert.Single(stack.Roles).ManagedPolicyArns, arn => arn.EndsWith("AWSLambdaDynamoDBExecutionRole", StringComparison.Ordinal));
    }
}
