using System.Collections.Frozen;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>
/// What references to a resource of some type look like: patterns in the manner of <c>Fn::Sub</c>, with <c>${name}</c> for the physical
/// name, <c>${id}</c> for a generated id, <c>${FunctionName}</c> for the function that the property of this name means.
/// </summary>
/// <param name="NameProperty">The property with the physical name, where the type has one.</param>
/// <param name="MaxNameLength">The service's limit for a generated name; for an id its length.</param>
internal sealed record ResourceShape(string? NameProperty, int MaxNameLength, string Ref, FrozenDictionary<string, string> Attributes)
{
    private static readonly FrozenDictionary<string, string> NoAttributes = FrozenDictionary<string, string>.Empty;

    // Types that aren't run may still be named in a function's environment; the name is all that is made up for them.
    private static readonly ResourceShape Other = new(null, 128, "${name}", NoAttributes);

    private static readonly FrozenDictionary<string, ResourceShape> Known = new Dictionary<string, ResourceShape>(StringComparer.Ordinal)
    {
        ["AWS::ApiGatewayV2::Api"] = Id(10, ("ApiId", "${id}"), ("ApiEndpoint", "wss://${id}.execute-api.${region}.amazonaws.com")),
        ["AWS::ApiGatewayV2::Stage"] = Named("StageName", 128, "${name}"),
        ["AWS::ApiGatewayV2::Route"] = Id(7, ("RouteId", "${id}")),
        ["AWS::ApiGatewayV2::RouteResponse"] = Id(7, ("RouteResponseId", "${id}")),
        ["AWS::ApiGatewayV2::Integration"] = Id(7, ("IntegrationId", "${id}")),
        ["AWS::ApiGatewayV2::IntegrationResponse"] = Id(7, ("IntegrationResponseId", "${id}")),
        ["AWS::ApiGatewayV2::Authorizer"] = Id(6, ("AuthorizerId", "${id}")),
        ["AWS::ApiGatewayV2::Deployment"] = Id(6, ("DeploymentId", "${id}")),
        ["AWS::ApiGatewayV2::DomainName"] = Named(
            "DomainName", 128, "${name}",
            ("RegionalDomainName", "d-${id}.execute-api.${region}.amazonaws.com"), ("RegionalHostedZoneId", "Z1UJRXOUMOOFQ8"),
            ("DomainNameArn", "arn:aws:apigateway:${region}::/domainnames/${name}")),
        ["AWS::ApiGatewayV2::ApiMapping"] = Id(6, ("ApiMappingId", "${id}")),
        ["AWS::ApiGatewayV2::VpcLink"] = Id(6, ("VpcLinkId", "${id}")),
        ["AWS::ApiGateway::VpcLink"] = Id(6, ("VpcLinkId", "${id}")),
        ["AWS::ApiGatewayV2::Model"] = Id(6, ("ModelId", "${id}")),
        ["AWS::ApiGateway::ApiKey"] = Id(10, ("APIKeyId", "${id}")),
        ["AWS::ApiGateway::UsagePlan"] = Id(6, ("Id", "${id}")),
        ["AWS::ApiGateway::UsagePlanKey"] = Id(10, ("Id", "${id}")),
        ["AWS::Lambda::Function"] = Named("FunctionName", 64, "${name}", ("Arn", "arn:aws:lambda:${region}:${account}:function:${name}")),
        ["AWS::Lambda::Version"] = Named(
            null, 64, "arn:aws:lambda:${region}:${account}:function:${FunctionName}:1",
            ("Version", "1"), ("FunctionArn", "arn:aws:lambda:${region}:${account}:function:${FunctionName}:1")),
        ["AWS::Lambda::Alias"] = Named(
            "Name", 64, "arn:aws:lambda:${region}:${account}:function:${FunctionName}:${name}",
            ("AliasArn", "arn:aws:lambda:${region}:${account}:function:${FunctionName}:${name}")),
        ["AWS::Lambda::LayerVersion"] = Named(
            "LayerName", 140, "arn:aws:lambda:${region}:${account}:layer:${name}:1", ("LayerVersionArn", "arn:aws:lambda:${region}:${account}:layer:${name}:1")),
        ["AWS::DynamoDB::Table"] = Named(
            "TableName", 255, "${name}",
            ("Arn", "arn:aws:dynamodb:${region}:${account}:table/${name}"),
            ("StreamArn", "arn:aws:dynamodb:${region}:${account}:table/${name}/stream/" + Table.StreamLabel)),
        ["AWS::DynamoDB::GlobalTable"] = Named(
            "TableName", 255, "${name}",
            ("Arn", "arn:aws:dynamodb:${region}:${account}:table/${name}"),
            ("StreamArn", "arn:aws:dynamodb:${region}:${account}:table/${name}/stream/" + Table.StreamLabel)),
        ["AWS::IAM::Role"] = Named("RoleName", 64, "${name}", ("Arn", "arn:aws:iam::${account}:role/${name}")),
        ["AWS::IAM::Policy"] = Named("PolicyName", 128, "${name}"),
        ["AWS::IAM::ManagedPolicy"] = Named("ManagedPolicyName", 128, "arn:aws:iam::${account}:policy/${name}"),
        ["AWS::Logs::LogGroup"] = Named("LogGroupName", 512, "${name}", ("Arn", "arn:aws:logs:${region}:${account}:log-group:${name}:*")),
        ["AWS::SNS::Topic"] = Named(
            "TopicName", 256, "arn:aws:sns:${region}:${account}:${name}",
            ("TopicArn", "arn:aws:sns:${region}:${account}:${name}"), ("TopicName", "${name}")),
        ["AWS::SQS::Queue"] = Named(
            "QueueName", 80, "https://sqs.${region}.amazonaws.com/${account}/${name}",
            ("Arn", "arn:aws:sqs:${region}:${account}:${name}"),
            ("QueueName", "${name}"),
            ("QueueUrl", "https://sqs.${region}.amazonaws.com/${account}/${name}")),
        ["AWS::S3::Bucket"] = Named(
            "BucketName", 63, "${name}",
            ("Arn", "arn:aws:s3:::${name}"),
            ("DomainName", "${name}.s3.amazonaws.com"),
            ("RegionalDomainName", "${name}.s3.${region}.amazonaws.com"),
            ("WebsiteURL", "http://${name}.s3-website-${region}.amazonaws.com")) with
        {
            IsLowerCase = true,
        },
        ["AWS::Events::EventBus"] = Named("Name", 256, "${name}", ("Name", "${name}"), ("Arn", "arn:aws:events:${region}:${account}:event-bus/${name}")),
        ["AWS::Events::Rule"] = Named("Name", 64, "${name}", ("Arn", "arn:aws:events:${region}:${account}:rule/${name}")),
        ["AWS::StepFunctions::StateMachine"] = Named(
            "StateMachineName", 80, "arn:aws:states:${region}:${account}:stateMachine:${name}",
            ("Arn", "arn:aws:states:${region}:${account}:stateMachine:${name}"), ("Name", "${name}")),
        ["AWS::Serverless::StateMachine"] = Named(
            "Name", 80, "arn:aws:states:${region}:${account}:stateMachine:${name}",
            ("Arn", "arn:aws:states:${region}:${account}:stateMachine:${name}"), ("Name", "${name}")),
        ["AWS::Kinesis::Stream"] = Named("Name", 128, "${name}", ("Arn", "arn:aws:kinesis:${region}:${account}:stream/${name}")),
        ["AWS::SecretsManager::Secret"] = Named(
            "Name", 64, "arn:aws:secretsmanager:${region}:${account}:secret:${name}-AbCdEf", ("Id", "arn:aws:secretsmanager:${region}:${account}:secret:${name}-AbCdEf")),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private bool IsLowerCase { get; init; }

    public static ResourceShape Of(string type) => Known.GetValueOrDefault(type, Other);

    public string GeneratedName(string stackName, string logicalId)
    {
        var name = PhysicalNames.Name(stackName, logicalId, MaxNameLength);
#pragma warning disable CA1308 // A bucket's name is lower case; nothing is compared.
        return IsLowerCase ? name.ToLowerInvariant() : name;
#pragma warning restore CA1308
    }

    private static ResourceShape Named(string? nameProperty, int maxLength, string reference, params (string Name, string Pattern)[] attributes) =>
        new(nameProperty, maxLength, reference, attributes.ToFrozenDictionary(attribute => attribute.Name, attribute => attribute.Pattern));

    private static ResourceShape Id(int length, params (string Name, string Pattern)[] attributes) => Named(null, length, "${id}", attributes);
}
