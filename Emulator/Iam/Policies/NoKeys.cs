using System.Collections.Immutable;

namespace Chat.Emulator.Iam.Policies;

/// <summary>Of a call that is no request, and of which nothing is known.</summary>
internal sealed class NoKeys : IConditionKeys
{
    public static readonly NoKeys Instance = new();

    private NoKeys()
    {
    }

    public bool TryGet(string key, out ImmutableArray<string> values)
    {
        values = [];
        return false;
    }
}
