namespace Chat.SignalR.Slices;

/// <summary>
/// How a call to a large audience is split over asynchronous invocations of a function: one invocation's time, 29 s at a route, and one function's processor
/// bound it no more, and what fails is tried again by Lambda.
/// </summary>
public sealed class FanOutOptions
{
    /// <summary>
    /// Invokes the function that posts slices, asynchronously (<c>InvocationType: Event</c>), with this payload. That function gives its event to
    /// <see cref="LambdaHub{THub}.PostSliceAsync(Slice, Amazon.Lambda.Core.ILambdaContext)"/>. A payload that can't be handed over, so that this throws, is posted by
    /// the caller itself.
    /// </summary>
    public required Func<byte[], CancellationToken, Task> Invoke { get; set; }

    /// <summary>
    /// Up to how many connections a call is posted by the invocation that makes it. One posts 64 at a time, some 6,000 a second: a thousand take as long as it
    /// takes to hand them over. It is a slice's size too, as long as <see cref="MostSlices"/> allows.
    /// </summary>
    public int Threshold { get; set; } = 1_000;

    /// <summary>Into how many slices a call is split at most: so many invocations run at a time for it. An audience of several partitions has one for each at least.</summary>
    public int MostSlices { get; set; } = 8;

    /// <summary>
    /// How many posts a second all slices of a call may make. An account has 10,000 requests a second for all its APIs, posts to connections among them:
    /// raise it with that quota.
    /// </summary>
    public int PostsPerSecond { get; set; } = 8_000;
}
