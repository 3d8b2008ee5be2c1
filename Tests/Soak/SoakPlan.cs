namespace Chat.Soak.Tests;

/// <param name="Duration">How long people talk and things go wrong.</param>
/// <param name="Members">How many people chat at a time; half of them stay for the whole run.</param>
/// <param name="Seed">What the choices are drawn from. What comes of them also depends on the machine's timing.</param>
/// <param name="IsRough">Whether processes are killed, stopped and reloaded.</param>
internal sealed record SoakPlan(TimeSpan Duration, int Members, int Seed, bool IsRough);
