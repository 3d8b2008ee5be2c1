namespace Chat.AppHost.Tests.Distributed;

/// <summary>The tests that share one start of the whole: a start is slow.</summary>
[CollectionDefinition(Name)]
public sealed class DistributedCollection : ICollectionFixture<DistributedChat>
{
    public const string Name = "Distributed";
}
