using Chat.Emulator.Options;
using Microsoft.Extensions.FileProviders;

namespace Chat.Emulator.Host.Listening;

/// <summary>The files at <c>/</c>: a folder of the developer's.</summary>
internal static class WebFolder
{
    /// <exception cref="EmulatorStartException">There is no such folder.</exception>
    public static void Require(string? folder)
    {
        if (folder is not null && !Directory.Exists(folder))
        {
            throw new EmulatorStartException($"There is no folder {Path.GetFullPath(folder)} to serve (--web).");
        }
    }

    public static void UseWebFolder(this WebApplication app, string? folder)
    {
        if (folder is null)
        {
            return;
        }

        var files = new PhysicalFileProvider(Path.GetFullPath(folder));
        app.UseWhen(
            context => context.Request.Headers.Upgrade.Count == 0,
            branch => branch.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files }).UseStaticFiles(new StaticFileOptions
            {
                FileProvider = files,
                OnPrepareResponse = response => response.Context.Response.Headers.CacheControl = "no-cache",
            }));
    }
}
