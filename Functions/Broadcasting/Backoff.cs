namespace Chat.Functions.Broadcasting;

/// <summary>
/// Full jitter: anything between nothing and a limit that doubles, so that posts which failed together are not repeated together.
/// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
/// </summary>
internal sealed class Backoff(Func<double> nextDouble)
{
    // 429 is counted by the second; with five attempts the longest wait is 0.2 + 0.4 + 0.8 + 1.6 = 3 s in all.
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);

    public static readonly Backoff Random = new(System.Random.Shared.NextDouble);

    /// <param name="attempt">The attempt that is to come, 2 being the first that waits.</param>
    public TimeSpan Before(int attempt) => First * (1 << (attempt - 2)) * nextDouble();
}
