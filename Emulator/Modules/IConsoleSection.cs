namespace Chat.Emulator.Modules;

/// <summary>A part of the console's HTTP API. Who asks for a change has brought the token.</summary>
internal interface IConsoleSection
{
    /// <param name="path">The steps below <c>/_console/api</c>.</param>
    /// <returns>Null when the request isn't for this section.</returns>
    Task? TryAnswer(HttpContext context, string[] path);
}
