namespace Chat.SignalR.Tests;

public sealed class DocumentationTests
{
    /// <summary>The documentation's program is the one that all the other tests run.</summary>
    [Fact]
    public void Documentation_ItsFirstProgram_IsOneThatCompiles()
    {
        var documentation = File.ReadAllText(Places.Documentation).Split('\n');
        var lines = documentation
            .SkipWhile(line => line != "```csharp")
            .Skip(1)
            .TakeWhile(line => line != "```")
            .Select(line => line.Trim())
            .ToList();
        var program = File.ReadAllLines(Places.Program).Select(line => line.Trim()).ToList();

        Assert.InRange(lines.Count, 8, 20);
        Assert.All(lines, line => Assert.Contains(line, program));
    }
}
