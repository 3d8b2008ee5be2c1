namespace Chat.AppHost.Map;

/// <summary>A row of the dashboard that other rows are below: nothing that starts or stops.</summary>
internal sealed class Group(string name) : Resource(name);

internal static class GroupBuilderExtensions
{
    public static IResourceBuilder<Group> AddGroup(this IDistributedApplicationBuilder builder, [ResourceName] string name) => builder
        .AddResource(new Group(name))
        .WithInitialState(new CustomResourceSnapshot { ResourceType = "Group", Properties = [], State = new("Not on AWS", KnownResourceStateStyles.Info) })
        .WithIconName("Folder")
        .ExcludeFromManifest();
}
