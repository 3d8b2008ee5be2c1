namespace Chat.Soak.Tests.Hub;

/// <summary>What the chat's hub says, as far as it is looked at here.</summary>
internal sealed record HeardMessage(long Epoch, long Sequence, string Id);

internal sealed record HeardPosition(long Epoch, long Sequence);

internal sealed record JoinAnswer(List<HeardMessage> Messages, bool HasMore, bool HasGap);

internal sealed record WhoAnswer(List<string> Members, HeardPosition? Last);
