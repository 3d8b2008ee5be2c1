using Chat.Benchmarks.Contenders;
using Chat.Benchmarks.Load;
using Chat.Benchmarks.Report;
using Chat.Benchmarks.Scenarios;

namespace Chat.Benchmarks.Compare;

/// <summary>One client, and the ways of answering it.</summary>
internal sealed class AnswerSession(CompareOptions options, Recorder recorder)
{
    private const int MessageSize = 64;

    public async Task RunAsync(Contender contender, CancellationToken cancellationToken)
    {
        await using var running = await contender.StartEchoAsync(cancellationToken);
        using var crowd = new Crowd(running.Url);
        await crowd.ConnectAsync(1, 1, cancellationToken);
        recorder.Add(Metrics.RouteResponse, contender.Name, await MeasureAsync(crowd, "echo", cancellationToken));
        if (contender.HasTable)
        {
            recorder.Add(Metrics.PostBack, contender.Name, await MeasureAsync(crowd, "post", cancellationToken));
        }

        if (contender is EmulatorContender)
        {
            recorder.Add(Metrics.PostBackBySdk, contender.Name, await MeasureAsync(crowd, "postSdk", cancellationToken));
        }

        await crowd.LeaveAsync(cancellationToken);
    }

    private async Task<double> MeasureAsync(Crowd crowd, string action, CancellationToken cancellationToken)
    {
        var answers = new Answers(crowd[0], action, MessageSize);
        crowd.Receiver = answers;
        await answers.RunAsync(options.AnswersToWarmUp, cancellationToken);
        return (await answers.RunAsync(options.Answers, cancellationToken)).Percentile(50);
    }
}
