namespace Chat.Emulator.Tables;

/// <summary>A folder that is the user's alone, whatever the umask says: what people chat about lies in it.</summary>
internal static class OwnFolder
{
    private const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Folder = File | UnixFileMode.UserExecute;

    /// <summary>
    /// Makes the folder, with those above it where they are missing. One that is there already, as an older emulator or a backup left it, is
    /// closed to others with all that is in it; the folders above it stay as they are.
    /// </summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // Below the user's profile it is theirs to begin with, and elsewhere the folder above decides.
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, Folder);
        System.IO.File.SetUnixFileMode(path, Folder);
        var everything = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos("*", everything))
        {
            entry.UnixFileMode = entry is DirectoryInfo ? Folder : File;
        }
    }
}
