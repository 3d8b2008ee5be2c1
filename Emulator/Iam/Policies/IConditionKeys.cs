namespace Chat.Emulator.Iam.Policies;

/// <summary>What is known of a request for conditions to ask.</summary>
internal interface IConditionKeys
{
    /// <summary>False for a key that has no meaning here. Names are compared without case.</summary>
    /// <param name="value">Null when the key has a meaning, and this request has no value for it.</param>
    bool TryGet(string key, out string? value);
}
