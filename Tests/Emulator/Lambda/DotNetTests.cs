using System.Text.Json.Nodes;

namespace Chat.Emulator.Tests.Lambda;

/// <summary>The runtimes <c>dotnet*</c> with handlers of a class library, <c>Assembly::Type::Method</c>.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit calls IAsyncLifetime.DisposeAsync.")]
public sealed class DotNetTests : IAsyncLifetime
{
    private const string Runtime = "dotnet8";
    private const string Library = "Chat.LibraryFunctions";

    private static readonly string Folder = BuildMetadata.Find("LibraryFunctions");

    private readonly ManagedRuntimes _runtimes = new() { CodeFolder = Folder };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _runtimes.DisposeAsync();

    [Theory]
    [InlineData("Upper", "\"hi\"", "\"HI\"")]
    [InlineData("Stream", "{}", "{}!")]
    [InlineData("StreamAsync", "[1]", "[1]!")]
    [InlineData("Nothing", "{}", "")]
    [InlineData("NothingAsync", "{}", "")]
    [InlineData("PascalCase", "{}", """{"IsIt":"yes"}""")]
    [InlineData("CamelCase", "{}", """{"isIt":"yes"}""")]
    [InlineData("System.String Overloaded(System.String)", "\"one\"", "\"one\"")]
    public async Task Handler_OfAnyShape_Answers(string method, string payload, string expected) =>
        Assert.Equal(expected, LambdaHost.Text(await _runtimes.InvokeAsync(Runtime, Handler(method), payload)));

    [Fact]
    public async Task Handler_OfTheBaseClass_IsFound() =>
        Assert.Equal("\"HI\"", LambdaHost.Text(await _runtimes.InvokeAsync(Runtime, Handler("Upper", "Derived"), "\"hi\"")));

    [Fact]
    public async Task Instance_LivesAsLongAsTheProcess()
    {
        await using var host = await _runtimes.StartAsync(Runtime, Handler("Count"));

        Assert.Equal(["1", "2"], [LambdaHost.Text(await host.InvokeAsync()), LambdaHost.Text(await host.InvokeAsync())]);
    }

    [Fact]
    public async Task ProxyEvent_AndEveryLogger_AreThere()
    {
        await using var host = await _runtimes.StartAsync(Runtime, Handler("ProxyAsync"));

        var answer = JsonNode.Parse(LambdaHost.Text(await host.InvokeAsync("""
            {"requestContext":{"routeKey":"send","connectionId":"L0SM9cOFvHcCIhw=","eventType":"MESSAGE","connectedAt":1650301649973},"body":"hello"}
            """)))!;

        Assert.Equal((200, "MESSAGE hello"), ((int)answer["statusCode"]!, (string?)answer["body"]));
        foreach (var line in new[] { "\tinfo\tsend from L0SM9cOFvHcCIhw=", "\tinfo\tby the static logger", "\tinfo\tby the console" })
        {
            await host.UntilAsync(_ => host.Log.Entries.Any(entry => entry.Message.EndsWith(line, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Context_IsLambdas()
    {
        var answer = (await _runtimes.AnswerAsync(Runtime, Handler("Context")))!;

        Assert.Equal(
            (LambdaHost.Name, LambdaHost.Function.Arn, 128, $"/aws/lambda/{LambdaHost.Name}"),
            ((string?)answer["name"], (string?)answer["arn"], (int)answer["memory"]!, (string?)answer["logGroup"]));
        Assert.InRange((double)answer["left"]!, 1, 30);
        Assert.True(Guid.TryParse((string?)answer["requestId"], out _));
        Assert.Null(answer["client"]);
        Assert.Equal(Path.GetFileName(Folder), Path.GetFileName((string?)answer["directory"]));
    }

    [Fact]
    public async Task Handler_Fails_SaysHow()
    {
        var failure = LambdaHost.Failure(await _runtimes.InvokeAsync(Runtime, Handler("FailAsync")));

        Assert.Equal(("InvalidOperationException", "as it should"), (failure.ErrorType, failure.ErrorMessage));
    }

    [Theory]
    [InlineData(Library + "::Chat.LibraryFunctions.Broken::Handle", "TimeoutException", "no table")]
    [InlineData(Library + "::Chat.LibraryFunctions.NeedsSomething::Handle", "LambdaValidationException", "has no public constructor without parameters")]
    [InlineData(Library + "::Chat.LibraryFunctions.Gone::Handle", "LambdaValidationException", "Unable to load the type Chat.LibraryFunctions.Gone")]
    [InlineData(Library + "::Chat.LibraryFunctions.Handlers::Gone", "LambdaValidationException", "Unable to find the method Gone")]
    [InlineData(Library + "::Chat.LibraryFunctions.Handlers::Overloaded", "LambdaValidationException", "Int32 Overloaded(Int32)")]
    [InlineData(Library + "::Chat.LibraryFunctions.Handlers::AsyncVoid", "LambdaValidationException", "'async void'")]
    [InlineData(Library + "::Chat.LibraryFunctions.Handlers::Three", "LambdaValidationException", "more than 2 parameters")]
    [InlineData(Library + "::::Handle", "LambdaValidationException", "The valid format is 'ASSEMBLY::TYPE::METHOD'")]
    public async Task Init_Fails_SaysHow(string handler, string errorType, string problem)
    {
        var failed = await _runtimes.InitFailureAsync(Runtime, handler);

        Assert.Equal(errorType, failed.ErrorType);
        Assert.Contains(problem, failed.ErrorMessage, StringComparison.Ordinal);
    }

    private static string Handler(string method, string type = "Handlers") => $"{Library}::Chat.LibraryFunctions.{type}::{method}";
}
