using static Chat.Emulator.Tests.Template.Templates;

namespace Chat.Emulator.Tests.Template;

/// <summary>How events are repeated and given up for which nobody waits.</summary>
public sealed class AsyncSettingsTests
{
    private const string Dead = "arn:aws:sqs:eu-west-1:000000000000:dead";

    private static readonly string Queue = Resource("Dead", "AWS::SQS::Queue", """{"QueueName": "dead"}""");

    [Fact]
    public void Read_FunctionWithAQueueAndAConfig_HasThem_AndTheQueueIsNotNamed()
    {
        var stack = ReadResources($$"""
            {{Function("""{"TargetArn": {"Fn::GetAtt": ["Dead", "Arn"]}}""")}}, {{Queue}},
            {{Resource("Policy", "AWS::SQS::QueuePolicy", """{"Queues": [{"Ref": "Dead"}], "PolicyDocument": {}}""")}},
            {{Resource("Config", "AWS::Lambda::EventInvokeConfig", """
            {"FunctionName": {"Ref": "Cast"}, "Qualifier": "$LATEST", "MaximumRetryAttempts": 1, "MaximumEventAgeInSeconds": 60,
             "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sns:eu-west-1:000000000000:failed"}}}
            """)}}
            """);

        var settings = Assert.Single(stack.Functions).Async;
        Assert.Equal((1, TimeSpan.FromSeconds(60)), (settings.MaxRetries, settings.MaxAge));
        Assert.Equal([Dead, "arn:aws:sns:eu-west-1:000000000000:failed"], settings.DeadLetterArns);
        Assert.Empty(stack.NotRun);
    }

    [Fact]
    public void Read_QueueThatNoFunctionHasForItsDeadLetters_IsNamedAsNotRun()
    {
        var stack = ReadResources($$"""
            {{Function("""{"TargetArn": "arn:aws:sqs:eu-west-1:000000000000:another"}""")}}, {{Queue}},
            {{Resource("Policy", "AWS::SQS::QueuePolicy", """{"Queues": [{"Ref": "Dead"}], "PolicyDocument": {}}""")}}
            """);

        Assert.Equal(["Dead", "Policy"], stack.NotRun.Select(resource => resource.LogicalId).Order(StringComparer.Ordinal));
    }

    private static string Function(string deadLetters) => Resource(
        "Cast", "AWS::Lambda::Function", $$"""{"FunctionName": "cast", "Runtime": "nodejs22.x", "Handler": "index.handler", "DeadLetterConfig": {{deadLetters}}}""");
}
