namespace Chat.Emulator.Modules;

/// <summary>A line of the report at start.</summary>
/// <param name="What">A word or two, such as <c>table</c>. Empty: the line above goes on.</param>
internal readonly record struct ReportLine(string What, string Value);
