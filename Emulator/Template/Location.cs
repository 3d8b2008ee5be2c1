namespace Chat.Emulator.Template;

/// <summary>Where in a template: the file and the way to a value, such as <c>SendRoute.Target</c>.</summary>
internal readonly record struct Location(string File, string Path)
{
    /// <summary>Null where the file's lines aren't known.</summary>
    public SourceLines? Lines { get; init; }

    public Location Into(string name) => this with { Path = Path.Length == 0 ? name : $"{Path}.{name}" };

    public Location At(int index) => this with { Path = $"{Path}[{index}]" };

    public TemplateException Error(string problem) => new(Message(problem));

    public string Message(string text)
    {
        var file = Lines?.Find(Path) is { } line ? $"{File}:{line}" : File;
        return Path.Length == 0 ? $"{file}: {text}" : $"{file}: {Path}: {text}";
    }
}
