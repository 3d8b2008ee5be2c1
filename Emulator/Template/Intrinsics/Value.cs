using System.Collections.Immutable;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>
/// A property's value with every intrinsic function resolved: a closed set. Numbers and booleans are text, because CloudFormation
/// takes <c>"10"</c> for <c>10</c> and <c>"true"</c> for <c>true</c> anywhere.
/// </summary>
internal abstract record Value
{
    private Value()
    {
    }

    /// <param name="Missing">What of it only AWS knows; the content then has a stand-in for that. Null when all of it is known.</param>
    public sealed record Text(string Content, Missing? Missing = null) : Value;

    public sealed record List(ImmutableArray<Value> Items) : Value;

    public sealed record Map(ImmutableDictionary<string, Value> Entries) : Value;

    /// <summary>Has no value here, for the reason given. Made by <see cref="Resolver.ResolveWhatIsKnown"/> alone, where others get a stand-in.</summary>
    public sealed record Unknown(string Reason) : Value;

    /// <summary>Absent: not given, JSON's <c>null</c>, or <c>AWS::NoValue</c>.</summary>
    public sealed record Nothing : Value
    {
        public static readonly Nothing Instance = new();
    }
}
