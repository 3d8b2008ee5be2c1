using System.Text;
using Chat.Emulator.Lambda;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>Where an exception was thrown, of what runtimes post.</summary>
public sealed class FirstFrameTests
{
    [Theory]
    [InlineData("""{"errorType":"TypeError","trace":["TypeError: x is not a function","    at exports.handler (/app/index.js:3:9)","    at Runtime.run"]}""", "at exports.handler (/app/index.js:3:9)")]
    [InlineData("""{"errorType":"InvalidOperationException","stackTrace":["at Chat.Send.RunAsync() in Send.cs:line 12","at Chat.Program.Main()"]}""", "at Chat.Send.RunAsync() in Send.cs:line 12")]
    [InlineData("""{"errorType":"E","stackTrace":"   at A.B()\n   at C.D()"}""", "at A.B()")]
    [InlineData("""{"errorType":"KeyError","stackTrace":["  File \"/app/app.py\", line 5, in handler\n    go(event)\n","  File \"/app/app.py\", line 9, in go\n    raise KeyError(1)\n"]}""", "File \"/app/app.py\", line 9, in go")]
    [InlineData("""{"errorType":"string","trace":[]}""", null)]
    [InlineData("""{"errorType":"E","stackTrace":[1,null]}""", null)]
    [InlineData("""["no object"]""", null)]
    [InlineData("no JSON", null)]
    [InlineData("", null)]
    public void Of_WhatARuntimePosted_IsItsLineOrNothing(string posted, string? frame) =>
        Assert.Equal(frame, FirstFrame.Of(Encoding.UTF8.GetBytes(posted)));
}
