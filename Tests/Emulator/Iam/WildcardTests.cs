using Chat.Emulator.Iam.Policies;

namespace Chat.Emulator.Tests.Iam;

public sealed class WildcardTests
{
    private const string Table = "arn:aws:dynamodb:eu-west-1:000000000000:table/connections";
    private const string Route = "arn:aws:execute-api:eu-west-1:000000000000:a1b2c3d4e5/demo/$connect";

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-c-b", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("*a", "aaaa", true)]
    [InlineData("**", "x", true)]
    [InlineData("A", "a", false)]
    public void Matches_Pattern_AsIamDoes(string pattern, string text, bool expected) => Assert.Equal(expected, Wildcard.Matches(pattern, text));

    [Theory]
    [InlineData("*", Table, true)]
    [InlineData(Table, Table, true)]
    [InlineData(Table + "/index/*", Table, false)]
    [InlineData(Table + "*", Table + "/index/i", true)]
    [InlineData("arn:aws:dynamodb:*:*:table/conn*", Table, true)]
    [InlineData("arn:aws:dynamodb:*", Table, true)]
    [InlineData("arn:aws:dynamodb", Table, true)]
    [InlineData("arn:*:table/connections", Table, false)]
    [InlineData("arn:aws:dynamodb:eu-west-1:000000000000:table/Connections", Table, false)]
    [InlineData("", Table, false)]
    [InlineData("table/connections", Table, false)]
    [InlineData("arn:aws:execute-api:eu-west-1:000000000000:a1b2c3d4e5/*$connect", Route, true)]
    [InlineData("arn:aws:execute-api:eu-west-1:000000000000:a1b2c3d4e5/*/$connect", Route, true)]
    [InlineData("arn:aws:execute-api:eu-west-1:000000000000:a1b2c3d4e5/*/*", Route, true)]
    [InlineData("arn:aws:execute-api:eu-west-1:000000000000:a1b2c3d4e5/*/*/*", Route, false)]
    [InlineData("arn:aws:execute-api:eu-west-1:000000000000:a1b2c3d4e5/prod/$connect", Route, false)]
    public void MatchesArn_Pattern_AsIamDoes(string pattern, string arn, bool expected) => Assert.Equal(expected, Wildcard.MatchesArn(pattern, arn));
}
