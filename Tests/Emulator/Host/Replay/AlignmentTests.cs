using Chat.Emulator.Host.Replay.Comparison;

namespace Chat.Emulator.Tests.Host.Replay;

public sealed class AlignmentTests
{
    [Theory]
    [InlineData("abc", "abc", "0 1 2")]
    [InlineData("abc", "ac", "0 - 1")]
    [InlineData("abc", "axbc", "0 2 3")]
    [InlineData("abc", "xyz", "- - -")]
    [InlineData("abcd", "bcda", "- 0 1 2")]
    [InlineData("", "abc", "")]
    [InlineData("abc", "", "- - -")]
    [InlineData("aab", "ab", "0 - 1")]
    public void Sequences_SideBySide_HaveTheLongestOfBoth(string first, string second, string others) => Assert.Equal(
        others,
        string.Join(' ', Alignment.Of(first.Length, second.Length, (one, other) => first[one] == second[other]).Select(index => index < 0 ? "-" : $"{index}")));
}
