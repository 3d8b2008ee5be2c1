using System.Collections.Immutable;

namespace Chat.Emulator.Iam.Policies;

/// <summary>What is known of a request for conditions and policy variables to ask.</summary>
internal interface IConditionKeys
{
    /// <summary>False for a key that has no meaning here. Names are compared without case.</summary>
    /// <param name="values">Empty when the key has a meaning, and this request has no value for it; more than one for a key that takes many.</param>
    bool TryGet(string key, out ImmutableArray<string> values);
}
