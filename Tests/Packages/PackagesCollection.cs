namespace Chat.Packages.Tests;

/// <summary>The classes that use the one feed.</summary>
[CollectionDefinition(Name)]
public sealed class PackagesCollection : ICollectionFixture<PackageFeed>
{
    public const string Name = "packages";
}
