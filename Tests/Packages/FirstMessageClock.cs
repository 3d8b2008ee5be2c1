using System.Globalization;
using Xunit.Abstractions;

namespace Chat.Packages.Tests;

/// <summary>How long a person who types without a pause takes from an empty folder to the first message, downloads aside.</summary>
/// <param name="output">Seen with <c>dotnet test --logger "console;verbosity=detailed"</c>.</param>
/// <param name="installation">How long the tool's installation took, where it is part of it.</param>
internal sealed class FirstMessageClock(ITestOutputHelper output, TimeSpan installation = default)
{
    private readonly long _begun = TimeProvider.System.GetTimestamp();
    private TimeSpan _aside;

    /// <summary>What doesn't count.</summary>
    public async Task AsideAsync(Task download)
    {
        var begun = TimeProvider.System.GetTimestamp();
        await download;
        _aside += TimeProvider.System.GetElapsedTime(begun);
    }

    public void HeardFirst(string quickStart)
    {
        var taken = installation + TimeProvider.System.GetElapsedTime(_begun) - _aside;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"quick start {quickStart}: {taken.TotalSeconds:0.0} s to the first message, {installation.TotalSeconds:0.0} s of them the tool's installation"));
    }
}
