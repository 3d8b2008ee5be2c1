using Chat.SignalR.Posting;

namespace Chat.SignalR.Events;

/// <summary>The stage that an event came through, and who posts to its connections.</summary>
internal sealed record StageAddress(string DomainName, string Stage, IConnectionPoster Poster);
