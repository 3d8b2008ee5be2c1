using System.Net;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.Lambda.Core;
using Amazon.Runtime;
using Chat.Functions.Broadcasting;
using Chat.Functions.Connections;
using Chat.Functions.Rooms;

namespace Chat.Functions;

/// <summary>
/// Does once, before the first event, what events do: loads the cryptography, the SDK and the code. Lambda gives the init phase a whole processor, and the
/// first event of a function of 256 MB a seventh of one. Nothing leaves the process.
/// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
/// </summary>
internal static class Rehearsal
{
    private const string Nobody = "rehearsal";
    private const string RegionName = "us-east-1";

    private static readonly BasicAWSCredentials Credentials = new(Nobody, Nobody);
    private static readonly Uri Nowhere = new("https://rehearsal.invalid/stage");

    /// <summary>A row of the table, with which every event but a token's begins. More would be in the way of those that need no more.</summary>
    public static async Task RunRowAsync(TimeProvider time)
    {
        using var tables = OpenTables();
        await new DynamoDbConnectionStore(tables, Nobody, time).AddAsync(Nobody, CancellationToken.None);
        Settle();
    }

    /// <summary>A message to the only connection that there is, which a room keeps.</summary>
    public static async Task RunMessageAsync(TimeProvider time)
    {
        using var tables = OpenTables();
        using var http = new HttpMessageInvoker(new Answers());
        var store = new DynamoDbConnectionStore(tables, Nobody, time);
        var sender = new ManagementApiSender(new ConnectionAddress(Nowhere), new PostSigner(RegionName, "execute-api"), () => Credentials, http, time);
        await new Broadcaster(store, Backoff.Random, time)
            .SendAsync(store.ListAsync(CancellationToken.None), sender, Encoding.UTF8.GetBytes(Nobody), Silence.Instance, CancellationToken.None);
        await new DynamoDbRoomStore(tables, Nobody, Nobody, time)
            .CommitAsync(RoomRules.Lobby, new Draft(Nobody, Nobody, Nobody, MayComeAgain: false), CancellationToken.None);
        Settle();
    }

    // The garbage of the start is not the first events' to collect.
    private static void Settle() => GC.Collect();

    private static AmazonDynamoDBClient OpenTables() => new(
        Credentials, new AmazonDynamoDBConfig { ServiceURL = Nowhere.GetLeftPart(UriPartial.Authority), AuthenticationRegion = RegionName, HttpClientFactory = new Clients() });

    private sealed class Clients : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Answers());
    }

    private sealed class Answers : HttpMessageHandler
    {
        private const string OneRow = /*lang=json,strict*/ """{"Items":[{"connectionId":{"S":"rehearsal"}}],"Count":1,"ScannedCount":1}""";
        private const string NoRow = /*lang=json,strict*/ """{"Items":[],"Count":0,"ScannedCount":0}""";

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isScan = request.Headers.TryGetValues("X-Amz-Target", out var target) && target.Single().EndsWith(".Scan", StringComparison.Ordinal);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                RequestMessage = request,
                Content = new StringContent(isScan ? OneRow : NoRow, Encoding.UTF8, "application/x-amz-json-1.0"),
            });
        }
    }

    private sealed class Silence : ILambdaLogger
    {
        public static readonly Silence Instance = new();

        public void Log(string message)
        {
        }

        public void LogLine(string message)
        {
        }
    }
}
