using System.Reflection;

namespace Chat.Functions.Tests.Standins;

/// <summary>The packages in use, official or stand-in, held against eng/standins/api.json.</summary>
public class ApiTests
{
    public static TheoryData<string> Packages => new(ApiFile.Read().Packages.Select(package => package.Package));

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_EveryTypeAndMemberOfTheFile_IsThere(string package)
    {
        var api = ApiFile.Read().Packages.Single(entry => entry.Package == package);
        var types = Assembly.Load(api.Assembly).GetExportedTypes().ToDictionary(PublicApi.Name);

        Assert.NotEmpty(api.Types);
        Assert.All(api.Types, expected =>
        {
            Assert.True(types.TryGetValue(expected.Type, out var type), $"{expected.Type} is missing");
            Assert.Empty(expected.Members.Except(PublicApi.AllMembers(type!)));
            Assert.Empty(expected.Is.Except(PublicApi.Ancestors(type!)));
            Assert.EndsWith(".cs", expected.Source, StringComparison.Ordinal);
        });
    }

    /// <summary>
    /// Only stand-ins are held to have nothing beyond the file: a member that nobody has checked against the official sources
    /// could be an invention, and product code that used it would not compile there. The official packages have many more.
    /// </summary>
    [Theory]
    [MemberData(nameof(Packages))]
    public void Standin_EveryTypeAndMember_IsInTheFile(string package)
    {
        var api = ApiFile.Read().Packages.Single(entry => entry.Package == package);
        var types = Assembly.Load(api.Assembly).GetExportedTypes();
        if (ApiFile.OfficialPackagesInUse)
        {
            Assert.True(types.Length > api.Types.Count, $"{package} is the official one, yet has no more than the file says");
            return;
        }

        Assert.Equal(api.Types.Select(type => type.Type).Order(), types.Select(PublicApi.Name).Order());
        Assert.All(types, type =>
            Assert.Equal(
                api.Types.Single(entry => entry.Type == PublicApi.Name(type)).Members.Order(), PublicApi.DeclaredMembers(type).Order()));
    }
}
