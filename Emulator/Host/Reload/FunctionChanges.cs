using System.Collections.Immutable;
using Chat.Emulator.Lambda;
using Chat.Emulator.Modules;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Host.Reload;

/// <summary>Finds the functions whose processes no longer are what the template and the code on disk make of them.</summary>
internal sealed class FunctionChanges(EmulatorOptions options, IFunctionVariables variables, FileHashes hashes)
{
    /// <summary>Every function as it would be deployed now. Null while code is being written.</summary>
    public ImmutableDictionary<string, Version>? Look(ImmutableArray<Function> functions)
    {
        var run = RunCommands.Of(options, functions);
        var versions = ImmutableDictionary.CreateBuilder<string, Version>(StringComparer.Ordinal);
        foreach (var function in functions)
        {
            // Somebody else starts an attached one, and sees to its code.
            var code = options.Attached.Contains(function.Name) ? "" : hashes.Of(CodePaths.Of(function, run));
            if (code is null)
            {
                return null;
            }

            versions[function.Name] = new Version(function, variables.Of(function), code);
        }

        return versions.ToImmutable();
    }

    /// <summary>The same, as the emulator's variables are now.</summary>
    public ImmutableDictionary<string, Version> WithVariables(ImmutableDictionary<string, Version> versions) =>
        versions.ToImmutableDictionary(version => version.Key, version => version.Value with { Variables = variables.Of(version.Value.Function) });

    public ImmutableSortedDictionary<string, string> Between(
        ImmutableDictionary<string, Version> before, ImmutableDictionary<string, Version> after) => after
        .Select(version => KeyValuePair.Create(version.Key, Describe(before.GetValueOrDefault(version.Key), version.Value)))
        .Where(change => change.Value is not null)
        .ToImmutableSortedDictionary(change => change.Key, change => options.Attached.Contains(change.Key) ? $"{change.Value}: attached, so start it again yourself" : change.Value!, StringComparer.Ordinal);

    private static string? Describe(Version? before, Version after)
    {
        if (before is null)
        {
            return "new";
        }

        // The CDK names a folder by what is in it: another folder is another code, and no other configuration.
        var (was, now) = (before.Function, after.Function);
        var code = before.CodeHash != after.CodeHash || was.InlineCode != now.InlineCode;
        var moved = was.CodeFolder != now.CodeFolder || was.CodeArchive != now.CodeArchive;
        var configuration = !Structure.AreEqual(was with { CodeFolder = now.CodeFolder, CodeArchive = now.CodeArchive, InlineCode = now.InlineCode }, now)
            || !Structure.AreEqual(before.Variables, after.Variables);
        return (code || moved, configuration) switch
        {
            (true, true) => "code and configuration",
            (true, false) => "code",
            (false, true) => "configuration",
            _ => null,
        };
    }

    /// <param name="Variables">What the emulator adds to the template's variables.</param>
    /// <param name="CodeHash">Of what <see cref="CodePaths"/> names.</param>
    internal sealed record Version(Function Function, IReadOnlyDictionary<string, string> Variables, string CodeHash);
}
