using Chat.Emulator.Iam.Policies;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tests.Iam;

public sealed class IdentityPoliciesTests
{
    private const string Table = "arn:aws:dynamodb:eu-west-1:000000000000:table/connections";

    private readonly List<string> _unsupported = [];

    [Fact]
    public void Decide_NoStatement_IsNotAllowed() => Assert.Equal(PolicyDecision.NotAllowed, Decide([]));

    [Theory]
    [InlineData("dynamodb:PutItem")]
    [InlineData("DynamoDB:putitem")]
    [InlineData("dynamodb:Put*")]
    [InlineData("*")]
    public void Decide_ActionIsNamed_IsAllowedWhateverItsCase(string action) =>
        Assert.Equal(PolicyDecision.Allowed, Decide([TestStack.Allow(action, Table)]));

    [Fact]
    public void Decide_DenyAmongAllows_Wins() => Assert.Equal(
        PolicyDecision.Denied, Decide([TestStack.Allow("*", "*"), TestStack.Deny("dynamodb:Put*", "*"), TestStack.Allow("dynamodb:*", Table)]));

    [Fact]
    public void Decide_NotActionNotResource_AllowTheRest()
    {
        Assert.Equal(PolicyDecision.Allowed, Decide([TestStack.Allow("iam:*", "*") with { ExceptActions = true }]));
        Assert.Equal(PolicyDecision.NotAllowed, Decide([TestStack.Allow("dynamodb:*", "*") with { ExceptActions = true }]));
        Assert.Equal(PolicyDecision.Allowed, Decide([TestStack.Allow("*", Table + "-other") with { ExceptResources = true }]));
        Assert.Equal(PolicyDecision.NotAllowed, Decide([TestStack.Allow("*", Table) with { ExceptResources = true }]));
    }

    [Theory]
    [InlineData("StringEquals", "aws:RequestedRegion", "eu-west-1", true)]
    [InlineData("StringEquals", "AWS:requestedregion", "eu-west-1", true)]
    [InlineData("StringEquals", "aws:RequestedRegion", "EU-WEST-1", false)]
    [InlineData("StringEqualsIgnoreCase", "aws:RequestedRegion", "EU-WEST-1", true)]
    [InlineData("StringNotEquals", "aws:RequestedRegion", "us-east-1", true)]
    [InlineData("StringLike", "aws:RequestedRegion", "eu-*", true)]
    [InlineData("StringNotLike", "aws:RequestedRegion", "eu-*", false)]
    [InlineData("ForAnyValue:StringLike", "aws:RequestedRegion", "eu-*", true)]
    [InlineData("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/Send*", true)]
    [InlineData("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::000000000000:role/Other", false)]
    [InlineData("Bool", "aws:SecureTransport", "true", true)]
    [InlineData("NumericLessThan", "aws:EpochTime", "1700000001", true)]
    [InlineData("NumericLessThan", "aws:EpochTime", "1700000000", false)]
    [InlineData("NumericGreaterThanEquals", "aws:EpochTime", "1700000000", true)]
    [InlineData("DateGreaterThan", "aws:CurrentTime", "2023-11-14T00:00:00Z", true)]
    [InlineData("DateLessThan", "aws:CurrentTime", "2023-11-14T00:00:00Z", false)]
    [InlineData("IpAddress", "aws:SourceIp", "127.0.0.0/8", true)]
    [InlineData("NotIpAddress", "aws:SourceIp", "10.0.0.0/8", true)]
    [InlineData("Null", "aws:SourceArn", "true", true)]
    [InlineData("StringEquals", "aws:SourceArn", "x", false)]
    [InlineData("StringEqualsIfExists", "aws:SourceArn", "x", true)]
    public void Decide_Condition_HasToHold(string @operator, string key, string value, bool holds)
    {
        var statement = TestStack.Allow("*", "*") with { Conditions = [new PolicyCondition(@operator, key, [value])] };

        Assert.Equal(holds ? PolicyDecision.Allowed : PolicyDecision.NotAllowed, Decide([statement]));
        Assert.Empty(_unsupported);
    }

    [Theory]
    [InlineData("BinaryEquals", "aws:RequestedRegion", "the condition operator BinaryEquals")]
    [InlineData("ForAllValues:StringEquals", "dynamodb:LeadingKeys", "the condition key dynamodb:LeadingKeys")]
    public void Decide_ConditionThatIsNotEvaluated_NeverGrantsAndIsNamed(string @operator, string key, string named)
    {
        var statement = TestStack.Allow("*", "*") with { Conditions = [new PolicyCondition(@operator, key, ["x"])] };

        Assert.Equal(PolicyDecision.NotAllowed, Decide([statement]));
        Assert.Equal(named, Assert.Single(_unsupported));
    }

    [Theory]
    [InlineData("arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess", "dynamodb:PutItem", true)]
    [InlineData("arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess", "dynamodb:PutItem", false)]
    [InlineData("arn:aws:iam::aws:policy/AmazonAPIGatewayInvokeFullAccess", "execute-api:ManageConnections", true)]
    [InlineData("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", "dynamodb:PutItem", false)]
    [InlineData("arn:aws:iam::aws:policy/PowerUserAccess", "dynamodb:PutItem", true)]
    public void Of_RoleWithAwsManagedPolicy_AllowsWhatThatDoes(string policyArn, string action, bool isAllowed)
    {
        var role = TestStack.With().Roles[0] with { ManagedPolicyArns = [policyArn] };
        var resource = action.StartsWith("execute-api", StringComparison.Ordinal) ? "arn:aws:execute-api:eu-west-1:000000000000:a/demo/POST/@connections/x" : Table;

        var decision = IdentityPolicies.Of(role).Decide(action, resource, new Keys(), _unsupported.Add);

        Assert.Equal(isAllowed, decision is PolicyDecision.Allowed);
    }

    private PolicyDecision Decide(PolicyStatement[] statements) =>
        new IdentityPolicies([.. statements]).Decide("dynamodb:PutItem", Table, new Keys(), _unsupported.Add);

    private sealed class Keys : IConditionKeys
    {
        public bool TryGet(string key, out string? value)
        {
            value = key.ToUpperInvariant() switch
            {
                "AWS:REQUESTEDREGION" => "eu-west-1",
                "AWS:PRINCIPALARN" => "arn:aws:iam::000000000000:role/SendRole",
                "AWS:SECURETRANSPORT" => "true",
                "AWS:EPOCHTIME" => "1700000000",
                "AWS:CURRENTTIME" => "2023-11-14T22:13:20Z",
                "AWS:SOURCEIP" => "127.0.0.1",
                _ => null,
            };
            return value is not null || key == "aws:SourceArn";
        }
    }
}
