using Chat.Benchmarks.Contenders;
using Chat.Benchmarks.Load;
using Chat.Benchmarks.Report;
using Chat.Benchmarks.Scenarios;

namespace Chat.Benchmarks.Compare;

/// <summary>The first messages after the start beside those of a program that has been at it for a while, by a client that isn't cold itself.</summary>
internal sealed class ColdRow(CompareOptions options, Recorder recorder)
{
    private const int Clients = 10;
    private const int Few = 100;
    private const int MessageSize = 64;

    public async Task RunAsync(IEnumerable<Contender> contenders, CancellationToken cancellationToken)
    {
        await using (var floor = await new FloorContender().StartChatAsync(cancellationToken))
        {
            using var crowd = await ConnectAsync(floor, cancellationToken);
            await SendAsync(crowd, options.ColdWarmUp, cancellationToken);
        }

        foreach (var contender in contenders)
        {
            await using var running = await contender.StartChatAsync(cancellationToken);
            using var crowd = await ConnectAsync(running, cancellationToken);
            var cold = await SendAsync(crowd, Few, cancellationToken);
            await SendAsync(crowd, options.ColdWarmUp, cancellationToken);
            var warm = await SendAsync(crowd, Few, cancellationToken);
            recorder.Add(Metrics.ColdMessage, contender.Name, cold / Few);
            recorder.Add(Metrics.ColdToWarm, contender.Name, cold / warm);
        }
    }

    private static async Task<Crowd> ConnectAsync(Running running, CancellationToken cancellationToken)
    {
        var crowd = new Crowd(running.Url);
        await crowd.ConnectAsync(Clients, Clients, cancellationToken);
        return crowd;
    }

    private static async Task<double> SendAsync(Crowd crowd, int messages, CancellationToken cancellationToken) =>
        (await new Rounds(crowd, 1, MessageSize).RunAsync(messages, TimeSpan.MaxValue, cancellationToken)).TotalMilliseconds;
}
