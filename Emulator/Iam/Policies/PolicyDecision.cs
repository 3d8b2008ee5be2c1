namespace Chat.Emulator.Iam.Policies;

/// <summary>What policies say about a request.</summary>
internal enum PolicyDecision
{
    /// <summary>No statement allows it.</summary>
    NotAllowed,

    Allowed,

    /// <summary>A statement denies it, whatever others allow.</summary>
    Denied,
}
