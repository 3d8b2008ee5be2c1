using Microsoft.Extensions.Time.Testing;

namespace Chat.Functions.Tests.Fakes;

/// <summary>A clock that starts nowhere near now, so that a stray look at the wall shows.</summary>
internal static class Clock
{
    public static FakeTimeProvider Start() =>
        new(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(Random.Shared.Next(100_000_000)));
}
