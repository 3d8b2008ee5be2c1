using System.Collections.Frozen;
using System.Collections.Immutable;
using Chat.Emulator.Template;

namespace Chat.Emulator.Iam.Policies;

/// <summary>
/// AWS's own policies that templates name often, with what they allow at the services that run here; the rest of them has no use.
/// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
/// </summary>
internal static class AwsManagedPolicies
{
    private const string Prefix = ":iam::aws:policy/";

    // What DynamoDB's read-only policies have of the operations that exist here.
    private static readonly ImmutableArray<string> ReadTables =
    [
        "dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:Describe*", "dynamodb:GetItem", "dynamodb:List*",
        "dynamodb:PartiQLSelect", "dynamodb:Query", "dynamodb:Scan",
    ];

    private static readonly FrozenDictionary<string, ImmutableArray<PolicyStatement>> Known = new Dictionary<string, ImmutableArray<PolicyStatement>>
    {
        ["AdministratorAccess"] = Allow("*"),
        ["PowerUserAccess"] = [new() { Allows = true, Actions = ["iam:*", "organizations:*", "account:*"], ExceptActions = true, Resources = ["*"] }],
        ["ReadOnlyAccess"] = Allow([.. ReadTables]),
        ["AmazonDynamoDBFullAccess"] = Allow("dynamodb:*"),
        ["AmazonDynamoDBFullAccess_v2"] = Allow("dynamodb:*"),
        ["AmazonDynamoDBFullAccesswithDataPipeline"] = Allow("dynamodb:*", "lambda:InvokeFunction"),
        ["AmazonDynamoDBReadOnlyAccess"] = Allow([.. ReadTables]),
        ["AmazonAPIGatewayInvokeFullAccess"] =
        [
            new() { Allows = true, Actions = ["execute-api:Invoke", "execute-api:ManageConnections"], Resources = ["arn:aws:execute-api:*:*:*"] },
        ],
        ["AWSLambda_FullAccess"] = Allow("lambda:*"),
        ["AWSLambdaRole"] = Allow("lambda:InvokeFunction"),
        ["AWSLambdaInvocation-DynamoDB"] = Allow(
            "lambda:InvokeFunction", "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"),
        ["AWSLambdaDynamoDBExecutionRole"] = Allow(
            "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"),

        // Logs, traces, queues, secrets: nothing that is checked here.
        ["AWSLambdaBasicExecutionRole"] = [],
        ["AWSLambdaVPCAccessExecutionRole"] = [],
        ["AWSLambdaENIManagementAccess"] = [],
        ["AWSLambdaSQSQueueExecutionRole"] = [],
        ["AWSLambdaKinesisExecutionRole"] = [],
        ["AWSLambdaExecute"] = [],
        ["AWSLambda_ReadOnlyAccess"] = [],
        ["AWSXRayDaemonWriteAccess"] = [],
        ["AWSXrayWriteOnlyAccess"] = [],
        ["AmazonAPIGatewayAdministrator"] = [],
        ["AmazonAPIGatewayPushToCloudWatchLogs"] = [],
        ["CloudWatchLambdaInsightsExecutionRolePolicy"] = [],
        ["CloudWatchLambdaApplicationSignalsExecutionRolePolicy"] = [],
        ["CloudWatchLogsFullAccess"] = [],
        ["AmazonSQSFullAccess"] = [],
        ["AmazonSNSFullAccess"] = [],
        ["AmazonS3FullAccess"] = [],
        ["AmazonS3ReadOnlyAccess"] = [],
        ["AmazonEventBridgeFullAccess"] = [],
        ["AmazonSSMReadOnlyAccess"] = [],
        ["AmazonCognitoPowerUser"] = [],
        ["SecretsManagerReadWrite"] = [],
        ["AmazonBedrockFullAccess"] = [],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="arn">Such as <c>arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole</c>.</param>
    /// <returns>Null for a policy that isn't known here.</returns>
    public static ImmutableArray<PolicyStatement>? Find(string arn) =>
        arn.Contains(Prefix, StringComparison.Ordinal) && Known.TryGetValue(arn[(arn.LastIndexOf('/') + 1)..], out var statements)
            ? statements
            : null;

    private static ImmutableArray<PolicyStatement> Allow(params ImmutableArray<string> actions) =>
        [new() { Allows = true, Actions = actions, Resources = ["*"] }];
}
