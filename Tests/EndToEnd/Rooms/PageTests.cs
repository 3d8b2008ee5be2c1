using System.IO.Compression;
using Chat.Emulator.Host;

namespace Chat.EndToEnd.Tests.Rooms;

/// <summary>The page in a browser: people in rooms, without a network, and for hours. Who takes part has another name in each test.</summary>
public sealed class PageTests(PageTests.Cloud fixture) : IClassFixture<PageTests.Cloud>
{
    private const string Token = "page-tests";

    private const int MostOnTheWire = 80 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static readonly string[] TextFiles = [".html", ".css", ".js"];

    [BrowserFact]
    public Task Page_ThreePeopleInTwoRooms_NamesUnreadHistoryTabsAndAPhone() => LookAsync(Clients.RoomsPage);

    [BrowserFact]
    public Task Page_WithoutANetworkAndBack_SendsAndShowsEachMessageOnce() => LookAsync(Clients.OfflinePage, "--console-token", Token);

    [BrowserFact]
    public Task Page_HiddenForHours_KeepsItsConnectionAndRenewsItUnnoticed() => LookAsync(Clients.ClockPage, "--console-token", Token);

    [Fact]
    public void Page_AllItsFiles_AreUnder80KilobytesOnTheWire()
    {
        // As CloudFront sends them: compressed.
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "Web"), "*", SearchOption.AllDirectories);
        var sizes = files.ToDictionary(file => Path.GetFileName(file), Compressed);

        Assert.Contains("signalr.min.js", sizes.Keys);
        Assert.All(files, file => Assert.Contains(Path.GetExtension(file), TextFiles));
        Assert.True(sizes.Values.Sum() < MostOnTheWire, string.Join(", ", sizes.Select(size => $"{size.Key} {size.Value}")));
    }

    private static long Compressed(string file)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(File.ReadAllBytes(file));
        }

        return compressed.Length;
    }

    private Task LookAsync(string script, params string[] arguments) => Clients.LookAsync(script, fixture.Running.PageUrl!.ToString(), Limit, arguments);

    /// <summary>One cloud for the class.</summary>
    public sealed class Cloud : IAsyncLifetime
    {
        private LocalCloud? _running;

        public LocalCloud Running => _running!;

        public async Task InitializeAsync() => _running = await LocalCloud.StartAsync(Repository.Chat with { ConsoleToken = Token }, CancellationToken.None);

        public Task DisposeAsync() => _running is null ? Task.CompletedTask : _running.DisposeAsync().AsTask();
    }
}
