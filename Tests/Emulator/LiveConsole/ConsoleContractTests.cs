using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Chat.Contracts.Console;
using Chat.Contracts.Faults;
using Chat.Emulator.LiveConsole;
using Chat.Emulator.Tests.Lambda;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.LiveConsole;

/// <summary>The console answers where <see cref="ConsolePaths"/> says, with what it says.</summary>
public sealed class ConsoleContractTests
{
    [Fact]
    public async Task Paths_OfTheContract_AreAnsweredWithItsRecords()
    {
        await using var console = await RunningConsole.StartAsync();
        var (client, id) = await console.ConnectAsync();
        await using var _ = client;

        Assert.True((await AskAsync(console, HttpMethod.Get, ConsolePaths.State, ConsoleJson.Default.StateView)).CanChange);
        Assert.Equal(id, Assert.Single((await AskAsync(console, HttpMethod.Get, ConsolePaths.Connections, ConsoleJson.Default.ConnectionsView)).Connections).Id);
        Assert.NotNull((await AskAsync(console, HttpMethod.Get, ConsolePaths.Connection(id), ConsoleJson.Default.ConnectionDetailView)).Connection);
        Assert.NotEmpty((await AskAsync(console, HttpMethod.Get, $"{ConsolePaths.Events}?kinds={EventKinds.Connected}", ConsoleJson.Default.EventsView)).Events);
        Assert.Equal(MessageKinds.Handshake, (await AskAsync(console, HttpMethod.Get, ConsolePaths.Messages, ConsoleJson.Default.MessagesView)).Messages[0].Kind);
        Assert.Equal("There is no message a/b, or no event of it is kept.", (await AskAsync(console, HttpMethod.Get, ConsolePaths.Message("a/b"), ConsoleJson.Default.ErrorView, status: HttpStatusCode.NotFound)).Message);
        Assert.Equal(LambdaHost.Name, Assert.Single(await AskAsync(console, HttpMethod.Get, ConsolePaths.Functions, ConsoleJson.Default.IReadOnlyListFunctionView)).Name);
        Assert.Empty(await AskAsync(console, HttpMethod.Get, ConsolePaths.Tables, ConsoleJson.Default.IReadOnlyListTableView));
        Assert.Equal(1, (await AskAsync(console, HttpMethod.Post, ConsolePaths.Frames, ConsoleJson.Default.SentView, "to all")).Sent);
        Assert.Equal(1, (await AskAsync(console, HttpMethod.Post, ConsolePaths.FramesOf(id), ConsoleJson.Default.SentView, "to one")).Sent);
        Assert.Equal(42, (await AskAsync(console, HttpMethod.Put, ConsolePaths.Faults, FaultsJson.Default.FaultSettings, "posts.failed=5%,seed=42")).Seed);
        Assert.False((await AskAsync(console, HttpMethod.Delete, ConsolePaths.Faults, FaultsJson.Default.FaultSettings)).IsAny);
        Assert.False((await AskAsync(console, HttpMethod.Get, ConsolePaths.Recording, ConsoleJson.Default.RecordingView)).IsOn);
        Assert.Equal(
            "There is no recording.", (await AskAsync(console, HttpMethod.Get, ConsolePaths.RecordingFile, ConsoleJson.Default.ErrorView, status: HttpStatusCode.NotFound)).Message);
        Assert.Equal(1, (await AskAsync(console, HttpMethod.Delete, ConsolePaths.Connection(id), ConsoleJson.Default.ClosedView)).Closed);
        Assert.Equal(
            "There is no table rooms/a.",
            (await AskAsync(console, HttpMethod.Post, ConsolePaths.Clear("rooms/a"), ConsoleJson.Default.ErrorView, status: HttpStatusCode.NotFound)).Message);
        Assert.Equal(
            "There is no table rooms.",
            (await AskAsync(console, HttpMethod.Get, ConsolePaths.RowsOf("rooms"), ConsoleJson.Default.ErrorView, status: HttpStatusCode.NotFound)).Message);
        Assert.Equal(
            "There is no function nobody.",
            (await AskAsync(console, HttpMethod.Post, ConsolePaths.InvocationsOf("nobody"), ConsoleJson.Default.ErrorView, "{}", HttpStatusCode.NotFound)).Message);
    }

    [Fact]
    public void EventKinds_OfTheContract_AreTheJournals()
    {
        var kinds = typeof(EventKinds).GetFields().Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(EventFilter.Names.Values.Order(StringComparer.Ordinal), kinds.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Page_SlidersAndCauses_AreThoseOfTheContract()
    {
        await using var console = await RunningConsole.StartAsync();
        var sliders = await console.Http.GetStringAsync(new Uri(ConsolePaths.Page + "/faults.js", UriKind.Relative)).Soon();
        var reasons = await console.Http.GetStringAsync(new Uri(ConsolePaths.Page + "/why.js", UriKind.Relative)).Soon();
        var properties = JsonSerializer.SerializeToNode(FaultSettings.None, FaultsJson.Default.FaultSettings)!.AsObject().Select(property => property.Key);

        Assert.Equal(
            FaultText.Names.Split(", ").Where(name => name != "seed").Order(StringComparer.Ordinal),
            Regex.Matches(sliders, @"\['\w+', '(?<name>[\w.]+)', '(ms|%)'", RegexOptions.ExplicitCapture).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal));
        Assert.All(properties.Where(name => name != "seed"), name => Assert.Contains($"['{name}', ", sliders, StringComparison.Ordinal));
        Assert.All(
            typeof(Causes).GetFields().Select(field => (string)field.GetRawConstantValue()!),
            cause => Assert.Contains($"  {cause}: '", reasons, StringComparison.Ordinal));
    }

    private static async Task<T> AskAsync<T>(
        RunningConsole console, HttpMethod method, string path, JsonTypeInfo<T> type, string? body = null, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", RunningConsole.Token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8);
        using var response = await console.Http.SendAsync(request).Soon();
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{method} {path}: {response.StatusCode} {text}");
        return JsonSerializer.Deserialize(text, type)!;
    }
}
