namespace Chat.HubFunctions;

/// <summary>A value that travels both ways.</summary>
public sealed record Note(string Title, int Stars, DateTimeOffset? WrittenAt);
