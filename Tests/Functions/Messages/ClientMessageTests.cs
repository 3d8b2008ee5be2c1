using System.Text;
using System.Text.Json;
using Chat.Functions.Messages;

namespace Chat.Functions.Tests.Messages;

public class ClientMessageTests
{
    [Theory]
    [InlineData("""{"action":"sendMessage","message":"hello from terminal1"}""", "hello from terminal1")]
    [InlineData("""{"message":"  ","action":"sendMessage"}""", "  ")]
    [InlineData("""{"message":"gr\u00fc\u00df \ud83d\ude00 \"you\"\n"}""", "grüß 😀 \"you\"\n")]
    [InlineData("""{"message":"{\"a\":1}"}""", "{\"a\":1}")]
    [InlineData("""{"nested":{"message":"inner"},"message":"outer"}""", "outer")]
    public void Parse_Text_IsTakenAsItIs(string body, string expected)
    {
        var accepted = Assert.IsType<ClientMessage.Accepted>(ClientMessage.Parse(body));

        Assert.Equal(expected, Encoding.UTF8.GetString(accepted.Text));
    }

    [Theory]
    [InlineData(null, "the frame is not valid JSON")]
    [InlineData("", "the frame is not valid JSON")]
    [InlineData("hello", "the frame is not valid JSON")]
    [InlineData("""{"message":"a"} x""", "the frame is not valid JSON")]
    [InlineData("[]", "message is missing")]
    [InlineData("null", "message is missing")]
    [InlineData("""{"action":"sendMessage"}""", "message is missing")]
    [InlineData("""{"Message":"upper case"}""", "message is missing")]
    [InlineData("""{"message":null}""", "message must be a string")]
    [InlineData("""{"message":1}""", "message must be a string")]
    [InlineData("""{"message":{"text":"a"}}""", "message must be a string")]
    [InlineData("""{"message":""}""", "message is empty")]
    [InlineData("""{"message":"\ud800"}""", "message is not valid Unicode text")]
    public void Parse_Anything_Else_IsRejectedWithItsReason(string? body, string reason)
    {
        Assert.Equal(new ClientMessage.Rejected(reason), ClientMessage.Parse(body));
    }

    [Fact]
    public void Parse_LongestMessage_IsTakenAndOneByteMoreIsNot()
    {
        var longest = new string('a', ClientMessage.MaxBytes - 2) + "é";

        Assert.IsType<ClientMessage.Accepted>(ClientMessage.Parse(Frame(longest)));
        Assert.Equal(
            new ClientMessage.Rejected("message is longer than 131072 bytes of UTF-8"), ClientMessage.Parse(Frame(longest + "b")));
    }

    [Fact]
    public void ErrorFrame_Reason_IsJson()
    {
        Assert.Equal("""{"error":"message is empty"}""", Encoding.UTF8.GetString(ErrorFrame.ToUtf8("message is empty")));
    }

    private static string Frame(string message) => $$"""{"action":"sendMessage","message":{{JsonSerializer.Serialize(message)}}}""";
}
