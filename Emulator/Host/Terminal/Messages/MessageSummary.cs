namespace Chat.Emulator.Host.Terminal.Messages;

/// <summary>What became of a message, a handshake or an end, once its integration has answered.</summary>
/// <param name="At">When that was.</param>
/// <param name="ConnectionId">Whose it was.</param>
/// <param name="Name">The route key; of what no route took, the words for that.</param>
/// <param name="Function">Who answered; null where no function did.</param>
/// <param name="Outcome">The status of the answer, else how it went wrong.</param>
/// <param name="Duration">From the route to the answer.</param>
/// <param name="Delivered">Posts that reached their client meanwhile.</param>
/// <param name="Undelivered">Posts that didn't, by status: 410 and 429 mostly.</param>
internal sealed record MessageSummary(
    DateTimeOffset At, string? ConnectionId, string Name, string? Function, string Outcome, TimeSpan Duration, int Delivered, IReadOnlyDictionary<int, int> Undelivered)
{
    public override string ToString()
    {
        var posts = Delivered > 0 ? $", {Delivered} delivered" : "";
        var failed = string.Concat(Undelivered.OrderBy(pair => pair.Key).Select(pair => $", {pair.Value} {Word(pair.Key)}"));
        var who = Function is null ? "" : $" → {Function}";
        return $"{Name}{who} {Outcome} {Milliseconds(Duration)}{posts}{failed}";
    }

    private static string Word(int status) => status switch
    {
        StatusCodes.Status410Gone => "gone",
        StatusCodes.Status429TooManyRequests => "throttled",
        StatusCodes.Status403Forbidden => "denied",
        _ => $"answered with {status}",
    };

    private static string Milliseconds(TimeSpan duration) => duration.TotalMilliseconds switch
    {
        < 10 => string.Create(null, $"{duration.TotalMilliseconds:0.0} ms"),
        < 10_000 => string.Create(null, $"{duration.TotalMilliseconds:0} ms"),
        _ => string.Create(null, $"{duration.TotalSeconds:0} s"),
    };
}
