namespace Chat.Fuzz.Tests;

/// <summary>One kind of input.</summary>
internal interface IFuzzKind
{
    string Name { get; }

    /// <summary>Makes an input and feeds it. Returns when the emulator has dealt with it; throws when it hasn't. The number is how many inputs it counts for.</summary>
    Task<int> RunAsync(Random random, CancellationToken cancellationToken);
}
