namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where the tables' data is kept.</summary>
public sealed record WebSocketApiDataFolderAnnotation(string Folder) : IResourceAnnotation;
