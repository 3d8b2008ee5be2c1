namespace Chat.EndToEnd.Tests;

/// <summary>A test in headless Chromium; skipped with that reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Clients.Chromium is null)
        {
            Skip = "No Chromium on the PATH (Debian: apt-get install chromium).";
        }
    }
}
