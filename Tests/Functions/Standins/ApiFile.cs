using System.Text.Json;

namespace Chat.Functions.Tests.Standins;

/// <summary>eng/standins/api.json: what of the official packages' public surface the product and its tests use.</summary>
internal sealed record ApiFile(IReadOnlyList<ApiPackage> Packages)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Whether the build took the official packages; see eng/feed/Feed.targets.</summary>
    public static bool OfficialPackagesInUse { get; } = BuildMetadata.Find("LambdaPackages") == "true";

    public static ApiFile Read() =>
        JsonSerializer.Deserialize<ApiFile>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "api.json")), Options)!;
}

/// <param name="Package">The package's id.</param>
/// <param name="Assembly">Its assembly, which bears the same name.</param>
/// <param name="Version">The version that Directory.Packages.props pins.</param>
/// <param name="Repository">Where its sources are.</param>
/// <param name="Types">The types in use.</param>
internal sealed record ApiPackage(string Package, string Assembly, string Version, string Repository, IReadOnlyList<ApiType> Types);

/// <param name="Type">Full name, with type parameters.</param>
/// <param name="Source">The file, in the package's repository, that the members were checked against.</param>
/// <param name="Is">Base classes and interfaces that are counted on.</param>
/// <param name="Members">The members that are counted on.</param>
internal sealed record ApiType(string Type, string Source, IReadOnlyList<string> Is, IReadOnlyList<string> Members);
