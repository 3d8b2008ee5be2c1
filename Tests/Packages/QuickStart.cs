using System.Text.RegularExpressions;

namespace Chat.Packages.Tests;

/// <summary>What a starter's README tells a person to type: the blocks of a language, in their order.</summary>
internal sealed partial class QuickStart(string kind)
{
    private readonly string _text = File.ReadAllText(
        Path.Combine(PackageFeed.RepositoryRoot, "Emulator", "Host", "Starters", "Files", kind, "README.md"));

    public IReadOnlyList<string> Commands(int block) => Blocks("sh")[block].Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string Message => Blocks("json").Single().Trim();

    private List<string> Blocks(string language) =>
        [.. Block().Matches(_text).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["content"].Value)];

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<content>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
