namespace Chat.SignalR.State;

/// <summary>A part of one partition of the members' table, by its sort keys.</summary>
/// <param name="Audience">The partition.</param>
/// <param name="After">Behind this member; null: from the first.</param>
/// <param name="Through">Up to this member, and with it; null: to the last.</param>
/// <param name="Except">Without these.</param>
internal sealed record MemberRange(string Audience, string? After, string? Through, IReadOnlyList<string> Except);
