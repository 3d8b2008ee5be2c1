using ArchUnitNET.Loader;
using ArchUnitNET.xUnit;
using Chat.Emulator.Host;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Chat.Emulator.Tests.Architecture;

/// <summary>The emulator's wings: each stands on those before it alone, so no two know each other. docs/architecture.md has the picture.</summary>
public sealed class WingTests
{
    private const string Root = "Chat.Emulator";

    private static readonly string[] Wings =
    [
        "Options", "Expressions", "Template", "Modules", "Http", "Journal", "Telemetry", "Recording", "Iam", "Invocations", "Lambda", "Tables",
        "Gateway", "LiveConsole", "Host",
    ];

    private static readonly ArchUnitNET.Domain.Architecture Emulator = new ArchLoader().LoadAssemblies(typeof(LocalCloud).Assembly).Build();

    public static TheoryData<string> AllButTheLast => [.. Wings[..^1]];

    [Theory]
    [MemberData(nameof(AllButTheLast))]
    public void Wing_Any_KnowsNoneOfThoseAfterIt(string wing)
    {
        var after = string.Join('|', Wings[(Array.IndexOf(Wings, wing) + 1)..]);

        Types().That().ResideInNamespaceMatching(Pattern(wing))
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(Pattern($"({after})")))
            .Check(Emulator);
    }

    [Fact]
    public void Wings_AllOfThem_AreTheFoldersThatThereAre()
    {
        var found = Emulator.Types
            .Where(type => type.Namespace.FullName.StartsWith(Root + ".", StringComparison.Ordinal))
            .Select(type => type.Namespace.FullName.Split('.')[2])
            .Distinct();

        Assert.Equal(Wings.Order(), found.Order());
    }

    // The rules above say nothing of a type outside of them: only the program's entry point is one.
    [Fact]
    public void Root_OfTheEmulator_HasNoTypes() =>
        Assert.DoesNotContain(Emulator.Types, type => type.Namespace.FullName == Root);

    // Of a rule that never found anything one would not hear.
    [Fact]
    public void Rule_ForAWingThatDoesKnowAnother_IsViolated() =>
        Assert.False(Types().That().ResideInNamespaceMatching(Pattern("Gateway"))
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(Pattern("Http")))
            .HasNoViolations(Emulator));

    private static string Pattern(string wings) => $@"^Chat\.Emulator\.{wings}(\.|$)";
}
