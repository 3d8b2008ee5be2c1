using System.Collections.Immutable;
using System.Globalization;
using Chat.Emulator.Options;
using Chat.Emulator.Template;

namespace Chat.Emulator.Lambda.Code;

/// <summary>
/// The functions with a folder for each whose code is an archive or stands in the template itself, and one for their layers. The folders are the
/// emulator's own and go with it.
/// </summary>
internal sealed class FunctionCode : IDisposable
{
    private readonly DirectoryInfo? _root;

    private FunctionCode(ImmutableArray<Function> functions, DirectoryInfo? root)
    {
        Functions = functions;
        _root = root;
    }

    public ImmutableArray<Function> Functions { get; }

    /// <summary>Throws <see cref="EmulatorStartException"/>, with nothing left behind.</summary>
    public static FunctionCode Unpack(ImmutableArray<Function> functions)
    {
        if (!functions.Any(function => NeedsFolder(function) || LayerFolders.IsNeeded(function)))
        {
            return new FunctionCode([.. functions.Select(LayerFolders.Direct)], null);
        }

        var root = Directory.CreateTempSubdirectory("emulator-functions-");
        try
        {
            var layers = new LayerFolders(root);
            return new FunctionCode(
                [.. functions.Select((function, index) => layers.Lay(NeedsFolder(function) ? Unpack(function, root, index) : function))], root);
        }
        catch
        {
            root.Delete(recursive: true);
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            _root?.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Something still looks at a file (a virus scanner, say). It lies in the system's temporary folder.
        }
    }

    private static bool NeedsFolder(Function function) =>
        function.CodeFolder is null && (function.CodeArchive is not null || function.InlineCode is not null);

    private static Function Unpack(Function function, DirectoryInfo root, int index)
    {
        // Not its name: a template may give it any.
        var folder = root.CreateSubdirectory(index.ToString(CultureInfo.InvariantCulture)).FullName;
        if (function.InlineCode is { } code)
        {
            // The name that CloudFormation gives it; the template's reader has let no other runtime through.
            File.WriteAllText(Path.Combine(folder, function.Runtime.StartsWith("python", StringComparison.Ordinal) ? "index.py" : "index.js"), code);
            return function with { CodeFolder = folder };
        }

        try
        {
            CodeArchive.Unpack(function.CodeArchive!, folder);
            return function with { CodeFolder = folder };
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new EmulatorStartException($"The code of {function.Name}, {function.CodeArchive}, can't be unpacked: {e.Message}", e);
        }
    }
}
