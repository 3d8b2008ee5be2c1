using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Chat.Emulator.Lambda.Code;

/// <summary>What of the AWS SDK for JavaScript a function's own files import: its bundle's too, for bundlers leave the SDK out.</summary>
internal static partial class SdkImports
{
    // A function is 250 MB at most, and most of that is no code. What is beyond is not looked at; such a function says itself what it misses.
    private const int MaxFiles = 5_000;
    private const long MaxFileBytes = 16 * 1024 * 1024;

    private static readonly string[] Extensions = [".js", ".mjs", ".cjs"];

    // A folder that can't be read holds nothing that the function could import either.
    private static readonly EnumerationOptions Readable = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    public static ImmutableSortedSet<string> In(string folder) => Files(new DirectoryInfo(folder))
        .Take(MaxFiles)
        .Where(file => file.Length <= MaxFileBytes)
        .SelectMany(file => Read(file.FullName))
        .ToImmutableSortedSet(StringComparer.Ordinal);

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos("*", Readable))
        {
            if (entry is FileInfo file && Extensions.Contains(file.Extension))
            {
                yield return file;
            }
            else if (entry is DirectoryInfo { LinkTarget: null } inner && inner.Name != "node_modules" && !inner.Name.StartsWith('.'))
            {
                foreach (var found in Files(inner))
                {
                    yield return found;
                }
            }
        }
    }

    private static IEnumerable<string> Read(string file)
    {
        try
        {
            return Import().Matches(File.ReadAllText(file)).Select(match => match.Groups["package"].Value);
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }

    // require("@aws-sdk/client-dynamodb"), from '@aws-sdk/lib-dynamodb', import('@smithy/protocol-http')
    [GeneratedRegex("""(?:require|from|import)\s*\(?\s*["'`](?<package>@(?:aws-sdk|smithy|aws-crypto)/[a-z0-9-]+)""")]
    private static partial Regex Import();
}
