using System.Collections.Concurrent;
using System.Text.Json;
using Amazon.Lambda.Core;
using Chat.SignalR.Audiences;
using Chat.SignalR.Events;
using Chat.SignalR.Posting;
using Chat.SignalR.State;

namespace Chat.SignalR.Slices;

/// <summary>
/// Posts a call to an audience: itself to a small one, by asynchronous invocations to a large one. Reading an audience's keys tells which it is; a slice is
/// a range of these keys, which its invocation reads anew.
/// </summary>
internal sealed class FanOut(IHubStore store, FanOutOptions options)
{
    // With a frame of 128 KB, 171 KB in base 64, an event stays under the 256 KB that Lambda always took of asynchronous ones.
    internal const int MostNamed = 2_000;

    // A few: the caller, or its other tabs. Each slice carries them.
    private const int MostExcepted = 100;

    private readonly FanOutOptions _options = Checked(options);

    /// <summary>Posts to everybody, or hands everybody over.</summary>
    public async Task<PostResult> PostAsync(StageAddress stage, Audience audience, byte[] frame, ILambdaLogger log, CancellationToken cancellationToken)
    {
        if (store.RangesOf(audience) is not { } ranges || ranges.Any(range => range.Except.Count > MostExcepted))
        {
            return await stage.Poster.PostAsync(store.ListAsync(audience, cancellationToken), frame, log, cancellationToken);
        }

        var cut = await CutAsync(ranges, log, cancellationToken);
        if (cut.IsSmall)
        {
            return await stage.Poster.PostAsync(cut.First.ToAsyncEnumerable(), frame, log, cancellationToken);
        }

        var slices = Merged(cut.Ranges);
        log.CallSplit(cut.Count, slices.Count);
        var rate = Math.Max(1, _options.PostsPerSecond / slices.Count);
        var left = new ConcurrentQueue<MemberRange>();
        await Parallel.ForEachAsync(slices, async (range, _) =>
        {
            var slice = new Slice
            {
                DomainName = stage.DomainName,
                Stage = stage.Stage,
                Audience = range.Audience,
                After = range.After,
                Through = range.Through,
                Except = range.Except,
                Frame = frame,
                PostsPerSecond = rate,
            };
            if (!await TryHandOverAsync(slice, log, cancellationToken))
            {
                left.Enqueue(range);
            }
        });
        return await PostAsync(stage.Poster, left, frame, log, cancellationToken);
    }

    /// <summary>Invokes the function for those whom an invocation of it did not reach; false when that failed for some.</summary>
    public async Task<bool> TryHandOverAsync(Slice slice, IReadOnlyCollection<string> undelivered, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var areHandedOver = true;
        foreach (var some in undelivered.Chunk(MostNamed))
        {
            var rest = slice with { Audience = null, After = null, Through = null, Except = [], Only = some };
            areHandedOver &= await TryHandOverAsync(rest, log, cancellationToken);
        }

        return areHandedOver;
    }

    private static FanOutOptions Checked(FanOutOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threshold, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostSlices, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PostsPerSecond, 1);
        return options;
    }

    private async Task<bool> TryHandOverAsync(Slice slice, ILambdaLogger log, CancellationToken cancellationToken)
    {
        try
        {
            await _options.Invoke(JsonSerializer.SerializeToUtf8Bytes(slice, SliceJson.Default.Slice), cancellationToken);
            return true;
        }
        catch (Exception e)
        {
            log.HandOverFailed(e);
            return false;
        }
    }

    // Everybody's keys in pieces as large as the threshold; what can't be read is one that is open, for somebody else to read.
    private async Task<Cut> CutAsync(IReadOnlyList<MemberRange> ranges, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var first = new List<string>();
        var pieces = new List<MemberRange>();
        var count = 0;
        var isWhole = true;
        foreach (var range in ranges)
        {
            var open = range;
            var inPiece = 0;
            try
            {
                await foreach (var id in store.ListAsync(range, cancellationToken))
                {
                    count++;
                    if (count <= _options.Threshold)
                    {
                        first.Add(id);
                    }

                    if (++inPiece == _options.Threshold)
                    {
                        pieces.Add(open with { Through = id });
                        open = range with { After = id };
                        inPiece = 0;
                    }
                }
            }
            catch (Exception e)
            {
                log.AudienceUnread(e);
                isWhole = false;
                inPiece = 1;
            }

            if (inPiece > 0)
            {
                pieces.Add(open);
            }
        }

        return new Cut(first, pieces, count, IsSmall: isWhole && count <= _options.Threshold);
    }

    // Neighbours, until there are few enough.
    private List<MemberRange> Merged(IReadOnlyList<MemberRange> pieces)
    {
        var together = (pieces.Count + _options.MostSlices - 1) / _options.MostSlices;
        var slices = new List<MemberRange>();
        foreach (var partition in pieces.GroupBy(piece => piece.Audience, StringComparer.Ordinal))
        {
            slices.AddRange(partition.Chunk(together).Select(some => some[0] with { Through = some[^1].Through }));
        }

        return slices;
    }

    private async Task<PostResult> PostAsync(
        IConnectionPoster poster, IReadOnlyCollection<MemberRange> ranges, byte[] frame, ILambdaLogger log, CancellationToken cancellationToken)
    {
        var all = PostResult.Nobody;
        foreach (var range in ranges)
        {
            var one = await poster.PostAsync(store.ListAsync(range, cancellationToken), frame, log, cancellationToken);
            all = new PostResult(all.Delivered + one.Delivered, [.. all.Gone, .. one.Gone], all.Failed + one.Failed);
        }

        return all;
    }

    private sealed record Cut(IReadOnlyList<string> First, IReadOnlyList<MemberRange> Ranges, int Count, bool IsSmall);
}
