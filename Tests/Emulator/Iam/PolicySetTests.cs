using System.Collections.Immutable;
using Chat.Emulator.Iam.Policies;
using Chat.Emulator.Template;

namespace Chat.Emulator.Tests.Iam;

public sealed class PolicySetTests
{
    private const string Table = "arn:aws:dynamodb:eu-west-1:000000000000:table/connections";

    private readonly List<Unevaluated> _unevaluated = [];

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
        Assert.Empty(_unevaluated);
    }

    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html: a key that isn't there makes a
    // condition false, a negated one true, and one with IfExists true.
    [Theory]
    [InlineData("StringEquals", false)]
    [InlineData("StringNotEquals", true)]
    [InlineData("StringNotLike", true)]
    [InlineData("ArnNotLike", true)]
    [InlineData("NotIpAddress", true)]
    [InlineData("NumericNotEquals", true)]
    [InlineData("DateNotEquals", true)]
    [InlineData("Bool", false)]
    [InlineData("BoolIfExists", true)]
    [InlineData("StringNotEqualsIfExists", true)]
    [InlineData("ForAllValues:StringEquals", true)]
    [InlineData("ForAllValues:StringNotEquals", true)]
    [InlineData("ForAnyValue:StringEquals", false)]
    [InlineData("ForAnyValue:StringNotEquals", false)]
    [InlineData("ForAnyValue:StringNotLike", false)]
    [InlineData("ForAnyValue:StringEqualsIfExists", true)]
    public void Decide_KeyIsAbsent_HoldsAsDocumented(string @operator, bool holds) => AssertHolds(holds, @operator, "aws:SourceArn", "x");

    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
    [Theory]
    [InlineData("ForAllValues:StringEquals", "red,green", true)]
    [InlineData("ForAllValues:StringEquals", "red,green,blue", true)]
    [InlineData("ForAllValues:StringEquals", "red", false)]
    [InlineData("ForAnyValue:StringEquals", "red", true)]
    [InlineData("ForAnyValue:StringEquals", "blue", false)]
    [InlineData("ForAllValues:StringNotEquals", "blue", true)]
    [InlineData("ForAllValues:StringNotEquals", "red", false)]
    [InlineData("ForAnyValue:StringNotEquals", "red", true)]
    [InlineData("ForAnyValue:StringNotEquals", "red,green", false)]
    [InlineData("ForAnyValue:StringLike", "gr*", true)]
    [InlineData("ForAllValues:StringLike", "gr*,re?", true)]
    public void Decide_KeyOfTwoValues_HoldsAsDocumented(string @operator, string values, bool holds) =>
        AssertHolds(holds, @operator, "test:Colours", values.Split(','));

    [Theory]
    [InlineData("ForAllValues:StringEquals", true)]
    [InlineData("ForAnyValue:StringEquals", false)]
    [InlineData("ForAnyValue:StringNotEquals", false)]
    public void Decide_KeyOfAnEmptyText_CountsAsNoneForSets(string @operator, bool holds) => AssertHolds(holds, @operator, "test:Empty", "x");

    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    [Theory]
    [InlineData("arn:aws:dynamodb:${aws:RequestedRegion}:*:table/connections", true)]
    [InlineData("arn:aws:dynamodb:${AWS:requestedregion}:*:table/connections", true)]
    [InlineData("arn:aws:dynamodb:*:*:table/${aws:SourceArn, 'connections'}", true)]
    [InlineData("arn:aws:dynamodb:*:*:table/${aws:SourceArn,'other'}", false)]
    [InlineData("arn:aws:dynamodb:*:*:table/${aws:SourceArn}", false)]
    [InlineData("arn:aws:dynamodb:*:*:table/${test:Star}", false)]
    [InlineData("arn:aws:dynamodb:*:*:table/${*}", false)]
    [InlineData("arn:aws:dynamodb:*:*:table/connection${?}", false)]
    [InlineData("arn:aws:dynamodb:*:*:table/${test:Colours}", false)]
    [InlineData("arn:aws:dynamodb:*:*:table/connections${", false)]
    public void Decide_ResourceWithVariable_NamesWhatTheRequestHas(string resource, bool names)
    {
        Assert.Equal(names ? PolicyDecision.Allowed : PolicyDecision.NotAllowed, Decide([TestStack.Allow("*", resource)]));
        Assert.Equal(names ? PolicyDecision.Denied : PolicyDecision.Allowed, Decide([TestStack.Allow("*", "*"), TestStack.Deny("*", resource)]));
        Assert.Empty(_unevaluated);
    }

    [Theory]
    [InlineData("StringEquals", "test:Star", "${*}", true)]
    [InlineData("StringLike", "test:Star", "${*}", true)]
    [InlineData("StringLike", "aws:RequestedRegion", "${*}", false)]
    [InlineData("StringLike", "aws:RequestedRegion", "eu-${test:Star}", false)]
    [InlineData("StringEquals", "aws:RequestedRegion", "${aws:RequestedRegion}", true)]
    [InlineData("StringNotEquals", "aws:RequestedRegion", "${aws:RequestedRegion}", false)]
    [InlineData("StringEquals", "aws:RequestedRegion", "${aws:SourceArn}", false)]
    [InlineData("StringNotEquals", "aws:RequestedRegion", "${aws:SourceArn}", true)]
    [InlineData("StringEquals", "aws:RequestedRegion", "${aws:SourceArn, 'eu-west-1'}", true)]
    [InlineData("ArnLike", "aws:PrincipalArn", "arn:aws:iam::${aws:PrincipalAccount}:role/*", true)]
    [InlineData("NumericEquals", "aws:EpochTime", "${aws:EpochTime}", false)]
    public void Decide_ConditionWithVariable_ComparesWhatTheRequestHas(string @operator, string key, string value, bool holds) =>
        AssertHolds(holds, @operator, key, value);

    [Fact]
    public void Decide_PolicyOfTheFirstVersion_TakesVariablesForText()
    {
        var deny = TestStack.Deny("*", "arn:aws:dynamodb:${aws:RequestedRegion}:*:table/*") with { HasVariables = false };

        Assert.Equal(PolicyDecision.Allowed, Decide([TestStack.Allow("*", "*"), deny]));
    }

    [Theory]
    [InlineData("BinaryEquals", "aws:RequestedRegion", "x", "the condition operator BinaryEquals")]
    [InlineData("ForAllValues:StringEquals", "dynamodb:LeadingKeys", "x", "the condition key dynamodb:LeadingKeys")]
    [InlineData("StringEquals", "aws:RequestedRegion", "${aws:PrincipalOrgID}", "the policy variable ${aws:PrincipalOrgID}")]
    public void Decide_ConditionThatCannotBeEvaluated_LetsNobodyInAndIsNamed(string @operator, string key, string value, string named)
    {
        PolicyCondition[] conditions = [new(@operator, key, [value])];

        Assert.Equal(PolicyDecision.NotAllowed, Decide([TestStack.Allow("*", "*") with { Conditions = [.. conditions] }]));
        Assert.Equal(PolicyDecision.Denied, Decide([TestStack.Allow("*", "*"), TestStack.Deny("*", "*") with { Conditions = [.. conditions] }]));
        Assert.Equal([new Unevaluated(named, Denies: false), new Unevaluated(named, Denies: true)], _unevaluated);
    }

    [Fact]
    public void Decide_DenyOfWhichAnotherConditionFails_DoesNotHoldWhateverIsNotKnown()
    {
        var deny = TestStack.Deny("*", "*") with
        {
            Conditions = [new("StringEquals", "aws:PrincipalOrgID", ["o-1"]), new("StringEquals", "aws:RequestedRegion", ["us-east-1"])],
        };

        Assert.Equal(PolicyDecision.Allowed, Decide([TestStack.Allow("*", "*"), deny]));
    }

    [Fact]
    public void Decide_DenyOfAResourceThatCannotBeEvaluated_Denies()
    {
        const string Unknown = "arn:aws:dynamodb:*:*:table/${aws:PrincipalOrgID}";

        Assert.Equal(PolicyDecision.Denied, Decide([TestStack.Allow("*", "*"), TestStack.Deny("*", Unknown)]));
        Assert.Equal(PolicyDecision.NotAllowed, Decide([TestStack.Allow("*", Unknown)]));
        Assert.Equal(PolicyDecision.NotAllowed, Decide([TestStack.Allow("*", Unknown) with { ExceptResources = true }]));
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

        var decision = PolicySet.Of(role).Decide(action, resource, new Keys(), _unevaluated.Add);

        Assert.Equal(isAllowed, decision is PolicyDecision.Allowed);
    }

    private void AssertHolds(bool holds, string @operator, string key, params string[] values)
    {
        PolicyCondition[] conditions = [new(@operator, key, [.. values])];

        Assert.Equal(holds ? PolicyDecision.Allowed : PolicyDecision.NotAllowed, Decide([TestStack.Allow("*", "*") with { Conditions = [.. conditions] }]));
        Assert.Equal(holds ? PolicyDecision.Denied : PolicyDecision.Allowed, Decide([TestStack.Allow("*", "*"), TestStack.Deny("*", "*") with { Conditions = [.. conditions] }]));
        Assert.Empty(_unevaluated);
    }

    private PolicyDecision Decide(PolicyStatement[] statements) =>
        new PolicySet([.. statements]).Decide("dynamodb:PutItem", Table, new Keys(), _unevaluated.Add);

    private sealed class Keys : IConditionKeys
    {
        public bool TryGet(string key, out ImmutableArray<string> values)
        {
            (var isKnown, values) = key.ToUpperInvariant() switch
            {
                "AWS:REQUESTEDREGION" => (true, ["eu-west-1"]),
                "AWS:PRINCIPALARN" => (true, ["arn:aws:iam::000000000000:role/SendRole"]),
                "AWS:PRINCIPALACCOUNT" => (true, ["000000000000"]),
                "AWS:SECURETRANSPORT" => (true, ["true"]),
                "AWS:EPOCHTIME" => (true, ["1700000000"]),
                "AWS:CURRENTTIME" => (true, ["2023-11-14T22:13:20Z"]),
                "AWS:SOURCEIP" => (true, ["127.0.0.1"]),
                "AWS:SOURCEARN" => (true, []),
                "TEST:COLOURS" => (true, ["red", "green"]),
                "TEST:STAR" => (true, ["*"]),
                "TEST:EMPTY" => (true, ImmutableArray.Create("")),
                _ => (false, ImmutableArray<string>.Empty),
            };
            return isKnown;
        }
    }
}
