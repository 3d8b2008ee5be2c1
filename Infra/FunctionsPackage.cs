using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.S3.Assets;
using Constructs;

namespace Chat.Infra;

/// <summary>
/// The functions' package: a folder with an executable <c>bootstrap</c>, or a zip of one. The CDK keeps files' permissions when it zips
/// a folder; Windows has none to keep, so that from there only a zip made elsewhere starts on AWS.
/// </summary>
internal static class FunctionsPackage
{
    /// <summary>The context key that names the package, absolute or relative to the repository's root.</summary>
    public const string ContextKey = "functionsPackage";

    /// <summary>The CDK's own key: the assembly points at the assets where they are, instead of taking copies.</summary>
    public const string StagingDisabledContextKey = "aws:cdk:disable-asset-staging";

    /// <summary>Returns the package as the CDK's code asset, or null and a sentence saying what to do.</summary>
    public static Code? Find(IConstruct app, out string problem)
    {
        problem = string.Empty;
        if (app.Node.TryGetContext(ContextKey) is not string { Length: > 0 } named)
        {
            problem = $"The CDK context has no '{ContextKey}': say where the functions' package is with -c {ContextKey}=FOLDER.";
            return null;
        }

        var path = Path.GetFullPath(named, RepositoryRoot());
        if (!Directory.Exists(path) && !File.Exists(path))
        {
            problem = $"The functions' package '{path}' doesn't exist: publish it first (dotnet publish Functions -c Release -r linux-x64), "
                + $"or name another with -c {ContextKey}=FOLDER.";
            return null;
        }

        // Not staged, the assembly refers to the folder, whatever will be in it: its hash must not depend on what is in it today, or
        // each build of the functions would make the template a stale one.
        var byReference = app.Node.TryGetContext(StagingDisabledContextKey) is not null;
        return Code.FromAsset(path, new AssetOptions
        {
            AssetHash = byReference ? "functions-by-reference" : null,
            Exclude = ["*.pdb", "*.dbg"],
        });
    }

    internal static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(Environment.CurrentDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Chat.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? Environment.CurrentDirectory;
    }
}
