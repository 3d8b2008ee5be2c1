namespace Chat.Functions.Broadcasting;

/// <summary>
/// Full jitter: anything between nothing and a limit that doubles, so that what failed together is not repeated together.
/// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
/// </summary>
/// <param name="first">The limit of the first wait; null: that of posts.</param>
internal sealed class Backoff(Func<double> nextDouble, TimeSpan? first = null)
{
    // From there on the limit stays what it is.
    private const int MostDoublings = 5;

    // 429 is counted by the second; with five attempts the longest wait is 0.2 + 0.4 + 0.8 + 1.6 = 3 s in all.
    private static readonly TimeSpan OfPosts = TimeSpan.FromMilliseconds(200);

    public static readonly Backoff Random = new(System.Random.Shared.NextDouble);

    private readonly TimeSpan _first = first ?? OfPosts;

    /// <param name="attempt">The attempt that is to come, 2 being the first that waits.</param>
    public TimeSpan Before(int attempt) => _first * (1 << Math.Min(attempt - 2, MostDoublings)) * nextDouble();
}
