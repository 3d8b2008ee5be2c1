using Aspire.Hosting.Testing;
using Chat.EndToEnd.Tests;

namespace Chat.AppHost.Tests.Distributed;

/// <summary>The scenarios of Tests/EndToEnd, against what Aspire has started.</summary>
[Collection(DistributedCollection.Name)]
public sealed class DistributedTests(DistributedChat chat) : ChatScenarios
{
    protected override Uri Url => chat.WebSocketUrl;

    [Fact]
    public async Task Page_OfTheRunningChat_NamesItsWebSocketUrl()
    {
        using var http = chat.App.CreateHttpClient("page", "http");

        using var page = await http.GetAsync("/");

        Assert.True(page.IsSuccessStatusCode, page.ToString());
        Assert.Contains(Uri.EscapeDataString(chat.WebSocketUrl.AbsoluteUri), page.RequestMessage!.RequestUri!.Query, StringComparison.Ordinal);
    }
}
