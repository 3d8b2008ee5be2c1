using System.Globalization;
using System.Text.RegularExpressions;
using Chat.Conformance.Tests.Target;

namespace Chat.Conformance.Tests.Coverage;

/// <summary>A test as its source declares it, whichever project has it: they need not be built for a look at their names.</summary>
/// <param name="Name">As <c>Class.Method</c>.</param>
internal sealed partial record SourceTest(string Project, string Name, IReadOnlyList<int> Statements)
{
    public static IReadOnlyList<SourceTest> ReadAll() =>
    [
        .. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "Tests"))
            .SelectMany(project => Directory.EnumerateFiles(project, "*Tests.cs", SearchOption.AllDirectories)
                .SelectMany(file => Read(Path.GetFileName(project), file))),
    ];

    private static IEnumerable<SourceTest> Read(string project, string file)
    {
        var className = "";
        var isTest = false;
        var statements = new List<int>();
        foreach (var line in File.ReadLines(file))
        {
            if (Class().Match(line) is { Success: true } declared)
            {
                className = declared.Groups[1].Value;
            }
            else if (Trait().Match(line) is { Success: true } trait)
            {
                statements.Add(int.Parse(trait.Groups[1].Value, CultureInfo.InvariantCulture));
            }
            else if (Test().IsMatch(line))
            {
                isTest = true;
            }
            else if (isTest && Method().Match(line) is { Success: true } method)
            {
                yield return new SourceTest(project, $"{className}.{method.Groups[1].Value}", [.. statements]);
                isTest = false;
                statements.Clear();
            }
        }
    }

    [GeneratedRegex(@"^(?:public |internal )?(?:sealed |abstract |partial )*class (\w+)")]
    private static partial Regex Class();

    [GeneratedRegex(@"^    \[\w*(?:Fact|Theory)\b")]
    private static partial Regex Test();

    [GeneratedRegex(@"^    \[Trait\(""Statement"", ""(\d+)""\)\]")]
    private static partial Regex Trait();

    [GeneratedRegex(@"^    public (?:async )?[\w<>]+ (\w+)\(")]
    private static partial Regex Method();
}
