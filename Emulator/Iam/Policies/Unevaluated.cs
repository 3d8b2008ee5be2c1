namespace Chat.Emulator.Iam.Policies;

/// <summary>A part of a policy that can't be evaluated here.</summary>
/// <param name="What">The operator, the key or the variable, named for people.</param>
/// <param name="Denies">True in a Deny, which then holds; an Allow with it doesn't count.</param>
internal readonly record struct Unevaluated(string What, bool Denies);
