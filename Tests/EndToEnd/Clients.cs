namespace Chat.EndToEnd.Tests;

/// <summary>Clients that aren't ours, from <c>Tests/Clients</c>; the build installs them.</summary>
internal static class Clients
{
    public static string Wscat { get; } = Path.Combine(Repository.Root, "Tests/Clients/node_modules/wscat/bin/wscat");

    public static string Folder { get; } = Path.Combine(Repository.Root, "Tests/Clients");

    public static string ChatPage { get; } = Path.Combine(Folder, "chat-page.mjs");

    public static string RoomsPage { get; } = Path.Combine(Folder, "rooms-page.mjs");

    public static string OfflinePage { get; } = Path.Combine(Folder, "offline-page.mjs");

    public static string ClockPage { get; } = Path.Combine(Folder, "clock-page.mjs");

    public static string SignInPage { get; } = Path.Combine(Folder, "sign-in-page.mjs");

    public static string Presigned { get; } = Path.Combine(Repository.Root, "Tests/Clients/presigned.mjs");

    public static string Console { get; } = Path.Combine(Repository.Root, "Tests/Clients/console.mjs");

    /// <summary>Has a script look at a page with Chromium: it ends with 0 where all is as expected.</summary>
    public static async Task LookAsync(string script, string url, TimeSpan limit, params string[] more)
    {
        await using var browser = RunningProcess.Start("node", [script, "--url", url, "--chromium", Chromium!, .. more]);
        Assert.True(await browser.WaitForExitAsync(limit) == 0, browser.Output);
    }

    /// <summary>Debian's Chromium, or Chrome where that is installed; null without either.</summary>
    public static string? Chromium { get; } = new[] { "chromium", "chromium-browser", "google-chrome" }
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}
