using Chat.Emulator.Lambda;

namespace Chat.Emulator.Tests.Lambda;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("  \t ", new string[0])]
    [InlineData("dotnet Functions.dll", new[] { "dotnet", "Functions.dll" })]
    [InlineData("  node   --inspect  app.mjs ", new[] { "node", "--inspect", "app.mjs" })]
    [InlineData("\"/opt/my app/run\" 'a b' c\" d\"'e f'", new[] { "/opt/my app/run", "a b", "c de f" })]
    [InlineData("""node -e "console.log(\"hi\")" """, new[] { "node", "-e", "console.log(\"hi\")" })]
    [InlineData("""'say \"'""", new[] { "say \\\"" })]
    [InlineData("""C:\dotnet\dotnet.exe C:\code\""", new[] { """C:\dotnet\dotnet.exe""", """C:\code\""" })]
    [InlineData("run '' \"\"", new[] { "run", "", "" })]
    [InlineData("run \"it's\"", new[] { "run", "it's" })]
    [InlineData("run \"never closed", new[] { "run", "never closed" })]
    public void Split_Text_GivesWords(string text, string[] words) =>
        Assert.Equal(words, CommandLine.Split(text));
}
