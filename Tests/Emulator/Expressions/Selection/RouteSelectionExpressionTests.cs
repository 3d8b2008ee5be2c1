using System.Text;
using Chat.Emulator.Expressions.Selection;

namespace Chat.Emulator.Tests.Expressions.Selection;

public sealed class RouteSelectionExpressionTests
{
    [Theory]
    [InlineData("$request.body.action", """{"action":"a"}""", "a")]
    [InlineData("$request.body.action", """ {"x":{"action":"no"},"action":"caf\u00e9 ☃"} """, "café ☃")]
    [InlineData("$request.body.action", """{"action":"first","action":"last"}""", "last")]
    [InlineData("$request.body.a.b", """{"a":{"c":1,"b":"deep"}}""", "deep")]
    [InlineData("$request.body.route-key", """{"route-key":"k"}""", "k")]
    [InlineData("$request.body.items[1].t", """{"items":[{"t":"x"},{"t":"y"}]}""", "y")]
    [InlineData("$request.body['a b']", """{"a b":"k"}""", null)]
    [InlineData("${request.body['a b']}", """{"a b":"k"}""", "k")]
    [InlineData("${request.body.action}", """{"action":"a"}""", "a")]
    [InlineData("${request.body.version}-beta", """{"version":"2"}""", "2-beta")]
    [InlineData("$request.body.t/$request.body.v", """{"t":"x","v":"1"}""", "x/1")]
    [InlineData("action", """{"action":"a"}""", "action")]
    [InlineData("action", "not json", "action")]
    [InlineData("\\$default", "{}", "$default")]
    [InlineData("$request.body.n", """{"n":1.50}""", "1.50")]
    [InlineData("$request.body.n", """{"n":true}""", "true")]
    [InlineData("$request.body.n", """{"n":["item1","item2"]}""", "[item1, item2]")]
    [InlineData("$request.body.n", """{"n":[1,[2,"x"],null]}""", "[1, [2, x], null]")]
    [InlineData("$request.body.n", """{"n":{"a": 1}}""", """{"a": 1}""")]
    [InlineData("$request.body", "\"whole\"", "whole")]
    public void Evaluate_Body_GivesKey(string expression, string body, string? key)
    {
        if (key is null)
        {
            Assert.False(RouteSelectionExpression.TryParse(expression, out _, out _));
        }
        else
        {
            Assert.Equal(key, Evaluate(expression, body));
        }
    }

    [Theory]
    [Trait("Statement", "25")]
    [Trait("Statement", "26")]
    [InlineData("""{"t":"x","v":"1"}""", "x/1")]
    [InlineData("""{"t":"x"}""", "x/")]
    [InlineData("""{"v":"1"}""", "/1")]
    [InlineData("""{"t":null,"v":"1"}""", "/1")]
    [InlineData("[]", "/")]
    public void Evaluate_BracedParts_MissingIsEmptyText(string body, string key) =>
        Assert.Equal(key, Evaluate("${request.body.t}/${request.body.v}", body));

    [Theory]
    [InlineData("$request.body.action", "")]
    [InlineData("$request.body.action", "not json")]
    [InlineData("$request.body.action", "null")]
    [InlineData("$request.body.action", "[\"action\"]")]
    [InlineData("$request.body.action", "\"action\"")]
    [InlineData("$request.body.action", "{}")]
    [InlineData("$request.body.action", """{"action":null}""")]
    [InlineData("$request.body.action", """{"Action":"a"}""")]
    [InlineData("$request.body.action", """{"action":"a" """)]
    [InlineData("$request.body.action", """{"action":"a"} x""")]
    [InlineData("$request.body.action", """{"action":"\ud800"}""")]
    [InlineData("$request.body.a.b", """{"a":"b"}""")]
    [InlineData("$request.body.a[0]", """{"a":[]}""")]
    [InlineData("${request.body.t}/${request.body.v}", "not json")]
    public void Evaluate_NothingThere_GivesNoKey(string expression, string body) => Assert.Null(Evaluate(expression, body));

    [Fact]
    public void Evaluate_ValueLongerThanAnyKey_GivesNoKey()
    {
        var expression = RouteSelectionExpression.Parse("$request.body.action");

        Assert.False(expression.TryEvaluate(Encoding.UTF8.GetBytes($$"""{"action":"{{new string('x', 100_000)}}"}"""), new char[64], out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$")]
    [InlineData("$context.routeKey")]
    [InlineData("$request.header.x")]
    [InlineData("$request.bodyaction")]
    [InlineData("${request.body.a")]
    [InlineData("$request.body.")]
    [InlineData("$request.body..a")]
    [InlineData("${request.body.a[x]}")]
    public void TryParse_NoExpression_SaysWhy(string expression)
    {
        Assert.False(RouteSelectionExpression.TryParse(expression, out _, out var error));
        Assert.EndsWith(".", error, StringComparison.Ordinal);
    }

    private static string? Evaluate(string expression, string body)
    {
        Span<char> key = stackalloc char[128];
        return RouteSelectionExpression.Parse(expression).TryEvaluate(Encoding.UTF8.GetBytes(body), key, out var length) ? key[..length].ToString() : null;
    }
}
