namespace Chat.Emulator.Template;

/// <summary>Where the code of a function or the content of a layer lies on this machine.</summary>
internal static class CodePath
{
    /// <summary>
    /// By path, as <c>aws cloudformation package</c> and sam take it; by S3 key through the asset manifest; else by the note that the CDK's
    /// command line and sam leave at the resource. Null when it isn't here.
    /// </summary>
    public static string? Of(Resource resource, string property)
    {
        if (resource.Properties.IsText(property))
        {
            return Local(resource.Properties.Text(property), resource, property);
        }

        var key = resource.Properties.Object(property)?.OptionalText("S3Key");
        return (key is null ? null : resource.Template.Assets.Find(key))
            ?? (resource.Metadata("aws:asset:path") is { } path ? Path.GetFullPath(path, resource.Template.Folder) : null)
            ?? (key is null ? null : PackageBeside(resource.Template.Folder, key));
    }

    // As the Serverless Framework packages: the archive that it uploads lies beside the template.
    private static string? PackageBeside(string folder, string key)
    {
        var path = Path.Combine(folder, key[(key.LastIndexOf('/') + 1)..]);
        return IsArchive(path) ? path : null;
    }

    private static string? Local(string path, Resource resource, string property)
    {
        if (path.StartsWith("s3://", StringComparison.Ordinal))
        {
            return null;
        }

        // AWS's .NET templates write "" for the folder that the template is in.
        var full = path.Length == 0 ? resource.Template.Folder : Path.GetFullPath(path, resource.Template.Folder);
        if (Directory.Exists(full) || IsArchive(full))
        {
            return full;
        }

        // A single file is packed alone when it is deployed; here it is run where it is.
        if (File.Exists(full))
        {
            return Path.GetDirectoryName(full);
        }

        // A layer that isn't here is nobody's alone: every function that has it would run without.
        if (property == LayerReader.ContentProperty)
        {
            throw resource.At.Into(property).Error($"there is no {full}. Build the layer first, or correct the path, which starts from the template's folder.");
        }

        resource.Notes.Add(resource.At.Into(property).Message(
            $"there is no {full}, so the function {resource.LogicalId} can't run. Build it first, or correct the path, which starts from the template's folder."));
        return null;
    }

    private static bool IsArchive(string path) => File.Exists(path) && Path.GetExtension(path) is ".zip" or ".jar";
}
