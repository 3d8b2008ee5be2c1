namespace Chat.Emulator.Host.Terminal;

/// <summary>A failure that nobody foresaw, in a sentence; what a developer of the emulator needs of it is in a file.</summary>
internal static class UnexpectedFailure
{
    public static async Task<string> DescribeAsync(Exception failure)
    {
        var what = $"The emulator broke down, by a bug of its own: {failure.Message} ({failure.GetType().Name})";
        try
        {
            var file = Path.Combine(Path.GetTempPath(), $"chat-emulator-{Environment.ProcessId}.txt");
            await File.WriteAllTextAsync(file, failure.ToString());
            return $"{what}\nThe details are in {file}: please report it with them.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return what;
        }
    }
}
