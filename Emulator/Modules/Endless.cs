namespace Chat.Emulator.Modules;

/// <summary>What never happens.</summary>
internal static class Endless
{
    public static Task<string> Task { get; } = new TaskCompletionSource<string>().Task;
}
