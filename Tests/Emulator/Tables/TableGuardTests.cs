using System.Net;
using Chat.Emulator.Iam;
using Chat.Emulator.Tables;
using Chat.Emulator.Tests.Iam;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Emulator.Tests.Tables;

/// <summary>Web pages of others don't get to the tables: not through the door, and not to the server behind it.</summary>
public sealed class TableGuardTests
{
    [Fact]
    public async Task Request_OfAForeignPage_Is403AtTheDoorAndBehindIt()
    {
        await using var tables = await RunningTables.StartAsync([RunningTables.Connections]);
        await using var front = await TableFront.StartAsync(
            tables.Server.Endpoint,
            TestStack.Access(new CallerCredentials(TestStack.With())),
            NullLogger<TableFront>.Instance,
            CancellationToken.None);
        using var http = new HttpClient();
        foreach (var endpoint in new[] { front.Endpoint, tables.Server.Endpoint })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(http, endpoint, "Origin", "https://evil.example"));
            Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(http, endpoint, "Origin", "null"));
            Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(http, endpoint, "Host", "rebound.example"));
            Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(http, endpoint, "Sec-Fetch-Site", "cross-site"));

            // Let in, and then refused for what it lacks: a signature.
            Assert.Equal(HttpStatusCode.BadRequest, await AskAsync(http, endpoint, "Accept", "*/*"));
        }
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient http, Uri endpoint, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Content = new StringContent("{}");
        request.Content.Headers.ContentType = new("application/x-amz-json-1.0");
        request.Headers.TryAddWithoutValidation("X-Amz-Target", "DynamoDB_20120810.ListTables");
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
