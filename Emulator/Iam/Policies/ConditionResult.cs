namespace Chat.Emulator.Iam.Policies;

/// <summary>What became of a condition: a closed set.</summary>
internal abstract record ConditionResult
{
    public static readonly ConditionResult True = new Holds();

    public static readonly ConditionResult False = new Fails();

    private ConditionResult()
    {
    }

    public static ConditionResult Of(bool holds) => holds ? True : False;

    public sealed record Holds : ConditionResult;

    public sealed record Fails : ConditionResult;

    /// <summary>It can't be evaluated here.</summary>
    /// <param name="What">The operator or the key, named for people.</param>
    public sealed record Unsupported(string What) : ConditionResult;
}
