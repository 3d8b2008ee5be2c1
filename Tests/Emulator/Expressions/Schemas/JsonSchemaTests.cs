using System.Text;
using Chat.Emulator.Expressions.Schemas;

namespace Chat.Emulator.Tests.Expressions.Schemas;

/// <summary>The keywords of JSON schema draft 4: a value that keeps each rule, and one that breaks it.</summary>
public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("""{}""", "null", null)]
    [InlineData("""{"type":"object"}""", "{}", "[]")]
    [InlineData("""{"type":"array"}""", "[]", "{}")]
    [InlineData("""{"type":"string"}""", "\"1\"", "1")]
    [InlineData("""{"type":"number"}""", "1.5", "\"1\"")]
    [InlineData("""{"type":"integer"}""", "1.0", "1.5")]
    [InlineData("""{"type":"integer"}""", "1e300", "1e-300")]
    [InlineData("""{"type":"boolean"}""", "false", "0")]
    [InlineData("""{"type":"null"}""", "null", "0")]
    [InlineData("""{"type":["null","string"]}""", "null", "0")]
    [InlineData("""{"enum":[1,{"a":[2]}]}""", """{"a":[2.0]}""", """{"a":[3]}""")]
    [InlineData("""{"multipleOf":0.1}""", "1.1", "1.15")]
    [InlineData("""{"maximum":3}""", "3", "3.1")]
    [InlineData("""{"maximum":3,"exclusiveMaximum":true}""", "2.9", "3")]
    [InlineData("""{"minimum":3}""", "3", "-1e300")]
    [InlineData("""{"minimum":3,"exclusiveMinimum":true}""", "3.1", "3")]
    [InlineData("""{"minimum":3}""", "\"not a number\"", "2")]
    [InlineData("""{"maxLength":2}""", "\"😀😀\"", "\"abc\"")]
    [InlineData("""{"minLength":2}""", "\"ab\"", "\"😀\"")]
    [InlineData("""{"pattern":"^a\\d$"}""", "\"a1\"", "\"a٣\"")]
    [InlineData("""{"pattern":"b"}""", "\"abc\"", "\"ac\"")]
    [InlineData("""{"items":{"type":"string"}}""", """["a","b"]""", """["a",1]""")]
    [InlineData("""{"items":[{"type":"string"}],"additionalItems":false}""", """["a"]""", """["a",1]""")]
    [InlineData("""{"items":[{"type":"string"}],"additionalItems":{"type":"null"}}""", """["a",null]""", """["a",1]""")]
    [InlineData("""{"maxItems":1}""", "[1]", "[1,2]")]
    [InlineData("""{"minItems":1}""", "[1]", "[]")]
    [InlineData("""{"uniqueItems":true}""", """[1,"1",[1],{"a":1}]""", """[{"a":1,"b":2},{"b":2,"a":1.0}]""")]
    [InlineData("""{"maxProperties":1}""", """{"a":1}""", """{"a":1,"b":1}""")]
    [InlineData("""{"minProperties":1}""", """{"a":1}""", "{}")]
    [InlineData("""{"required":["a"]}""", """{"a":null}""", """{"A":1}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"b":1}""", """{"a":1}""")]
    [InlineData("""{"patternProperties":{"^x":{"type":"string"}}}""", """{"x1":"","y":1}""", """{"x1":1}""")]
    [InlineData("""{"properties":{"a":{}},"patternProperties":{"^x":{}},"additionalProperties":false}""", """{"a":1,"xy":2}""", """{"b":1}""")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":{"type":"null"}}""", """{"a":1,"b":null}""", """{"b":1}""")]
    [InlineData("""{"dependencies":{"a":["b"]}}""", """{"a":1,"b":2}""", """{"a":1}""")]
    [InlineData("""{"dependencies":{"a":{"maxProperties":1}}}""", """{"b":1,"c":2}""", """{"a":1,"b":2}""")]
    [InlineData("""{"allOf":[{"type":"number"},{"minimum":1}]}""", "1", "0")]
    [InlineData("""{"anyOf":[{"type":"null"},{"minimum":1}]}""", "1", "0")]
    [InlineData("""{"oneOf":[{"minimum":1},{"maximum":3}]}""", "4", "2")]
    [InlineData("""{"not":{"type":"null"}}""", "1", "null")]
    [InlineData("""{"definitions":{"a/b":{"type":"null"}},"$ref":"#/definitions/a~1b","type":"string"}""", "null", "\"\"")]
    [InlineData("""{"properties":{"next":{"$ref":"#"}},"additionalProperties":false}""", """{"next":{"next":{}}}""", """{"next":{"a":1}}""")]
    [InlineData("""{"format":"email","x-remark":1}""", "\"no address\"", null)]
    public void IsValid_Keyword_TakesWhatKeepsItAlone(string schema, string valid, string? invalid)
    {
        var parsed = JsonSchema.Parse(schema);

        Assert.True(parsed.IsValid(Encoding.UTF8.GetBytes(valid)), valid);
        Assert.False(invalid is not null && parsed.IsValid(Encoding.UTF8.GetBytes(invalid)), invalid);
    }

    [Theory]
    [InlineData("not json", "The schema is not JSON")]
    [InlineData("[]", "# must be a schema, an object.")]
    [InlineData("""{"type":"text"}""", "#/type names the type 'text', which JSON Schema doesn't have.")]
    [InlineData("""{"properties":{"a":{"minLength":-1}}}""", "#/properties/a/minLength must be a whole number, 0 or more.")]
    [InlineData("""{"maximum":"3"}""", "#/maximum must be a number.")]
    [InlineData("""{"maximum":3,"exclusiveMaximum":3}""", "#/exclusiveMaximum must be true or false.")]
    [InlineData("""{"multipleOf":0}""", "#/multipleOf must be more than 0.")]
    [InlineData("""{"pattern":"("}""", "#/pattern isn't an ECMA 262 regular expression")]
    [InlineData("""{"anyOf":[]}""", "#/anyOf must have at least one schema.")]
    [InlineData("""{"$ref":"#/definitions/a"}""", "#/$ref must point into the schema, like #/definitions/x, not '#/definitions/a'.")]
    [InlineData("""{"$ref":"#foo","definitions":{"a":{"id":"#foo"}}}""", "#/$ref must point into the schema")]
    [InlineData("""{"$ref":"https://example.com/"}""", "#/$ref must point into the schema")]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"type":"null"}]}""", "# refers to itself endlessly.")]
    public void TryParse_NoSchema_SaysWhatAndWhere(string schema, string problem)
    {
        Assert.False(JsonSchema.TryParse(schema, out _, out var error));
        Assert.StartsWith(problem, error, StringComparison.Ordinal);
    }

    [Fact]
    public void IsValid_PatternThatBacktracks_IsRefusedSoon()
    {
        var schema = JsonSchema.Parse("""{"pattern":"^(a+)+$"}""");

        Assert.False(schema.IsValid(Encoding.UTF8.GetBytes($"\"{new string('a', 60)}!\"")));
    }

    [Fact]
    public void IsValid_DeeplyNested_IsAnswered()
    {
        var schema = JsonSchema.Parse("""{"items":{"$ref":"#"}}""");

        Assert.True(schema.IsValid(Encoding.UTF8.GetBytes(new string('[', 900) + new string(']', 900))));
        Assert.False(schema.IsValid(Encoding.UTF8.GetBytes(new string('[', 2000) + new string(']', 2000))));
    }
}
