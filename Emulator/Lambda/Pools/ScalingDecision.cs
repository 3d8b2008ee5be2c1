namespace Chat.Emulator.Lambda.Pools;

/// <summary>What is to be done for those who wait.</summary>
/// <param name="Starts">How many environments are started now.</param>
/// <param name="LookAgainIn">When to decide again, should nothing happen before. Null: only then.</param>
internal readonly record struct ScalingDecision(int Starts, TimeSpan? LookAgainIn);
