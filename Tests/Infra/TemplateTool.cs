using System.Diagnostics;

namespace Chat.Infra.Tests;

/// <summary>Runs a program that looks at templates, and gives what it writes.</summary>
internal static class TemplateTool
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(2);

    /// <param name="templates">Each becomes a file, whose path is one more argument.</param>
    public static async Task<string> RunAsync(string program, string[] arguments, string[] templates)
    {
        var folder = Directory.CreateTempSubdirectory("chat-templates-");
        try
        {
            var files = templates.Select((_, index) => Path.Combine(folder.FullName, $"{index}.json")).ToArray();
            foreach (var (file, template) in files.Zip(templates))
            {
                await File.WriteAllTextAsync(file, template);
            }

            return await RunAsync(program, [.. arguments, .. files]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static async Task<string> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(TimeLimit);
            Assert.True(process.ExitCode == 0, await errors);
            return await output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
