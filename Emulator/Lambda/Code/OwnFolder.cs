namespace Chat.Emulator.Lambda.Code;

/// <summary>The emulator's folder of the user's own, such as <c>~/.local/share/chat-emulator</c>, for what is installed once.</summary>
internal static class OwnFolder
{
    public static string Of(string name) => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data ? data : Path.GetTempPath(),
        "chat-emulator",
        name);
}
