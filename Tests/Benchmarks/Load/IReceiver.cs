namespace Chat.Benchmarks.Load;

/// <summary>Who wants what a crowd gets. Called from many threads at a time; must not wait.</summary>
internal interface IReceiver
{
    /// <param name="member">Which member of the crowd got it.</param>
    /// <param name="text">The message; only valid during the call.</param>
    /// <param name="timestamp">When its bytes were there, by <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>.</param>
    void OnText(int member, ReadOnlySpan<byte> text, long timestamp);
}
