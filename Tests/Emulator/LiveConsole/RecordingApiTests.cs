using System.Net;
using System.Text.Json;
using Chat.Emulator.Recording;
using Chat.Emulator.Tests.Template;
using Chat.Emulator.Tests.Wire;

namespace Chat.Emulator.Tests.LiveConsole;

/// <summary>Recording begun and ended through the console's API.</summary>
public sealed class RecordingApiTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "session.jsonl");

    private string Request => JsonSerializer.Serialize(new { file = File });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Recording_BegunAndEnded_IsAFileWithWhatHappenedMeanwhile()
    {
        await using var console = await RunningConsole.StartAsync();
        var (before, _) = await console.ConnectAsync();
        await using var _1 = before;

        Assert.Equal(HttpStatusCode.Unauthorized, (await console.ChangeAsync(HttpMethod.Post, "recording", Request, token: null)).Status);
        var (status, begun) = await console.ChangeAsync(HttpMethod.Post, "recording", Request);
        Assert.Equal((HttpStatusCode.OK, true, File), (status, (bool)begun!["isOn"]!, (string)begun["file"]!));
        Assert.Equal(HttpStatusCode.Conflict, (await console.ChangeAsync(HttpMethod.Post, "recording", Request)).Status);

        var (client, id) = await console.ConnectAsync();
        await using var _2 = client;
        await client.SendTextAsync("""{"action":"nowhere"}""");
        await client.ReadTextAsync();
        await console.ChangeAsync(HttpMethod.Post, $"connections/{Uri.EscapeDataString(id)}/frames", "from the console");
        Assert.Equal("from the console", await client.ReadTextAsync());
        Assert.True((bool)(await console.GetAsync("recording"))["isOn"]!);
        var (_, ended) = await console.ChangeAsync(HttpMethod.Delete, "recording");

        Assert.False((bool)ended!["isOn"]!);
        using var response = await console.Http.GetAsync(new Uri("/_console/api/recording/file", UriKind.Relative)).Soon();
        Assert.Equal(await System.IO.File.ReadAllTextAsync(File), await response.Content.ReadAsStringAsync());
        var session = Assert.IsType<SessionReading.Whole>(SessionFile.Read(File)).Session;
        Assert.Equal(1, session.Header.AlreadyOpen);
        Assert.Equal(id, Assert.Single(session.Lines.OfType<SessionLine.Connect>()).ConnectionId);
        Assert.Equal(0, Assert.Single(session.Lines.OfType<SessionLine.FrameOut>(), sent => sent.Text == "from the console").Of);
    }

    [Fact]
    public async Task Recording_AskedForWrongly_SaysSo()
    {
        await using var console = await RunningConsole.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await console.ChangeAsync(HttpMethod.Delete, "recording")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await console.ChangeAsync(HttpMethod.Post, "recording", "session.jsonl")).Status);
        _folder.Write("session.jsonl", "mine");
        var (status, body) = await console.ChangeAsync(HttpMethod.Post, "recording", Request);

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("is there already", (string)body!["message"]!, StringComparison.Ordinal);
        Assert.False((bool)(await console.GetAsync("recording"))["isOn"]!);
    }
}
