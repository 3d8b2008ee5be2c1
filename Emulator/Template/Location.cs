namespace Chat.Emulator.Template;

/// <summary>Where in a template: the file and the way to a value, such as <c>SendRoute.Target</c>.</summary>
internal readonly record struct Location(string File, string Path)
{
    public Location Into(string name) => this with { Path = Path.Length == 0 ? name : $"{Path}.{name}" };

    public Location At(int index) => this with { Path = $"{Path}[{index}]" };

    public TemplateException Error(string problem) => new(Path.Length == 0 ? $"{File}: {problem}" : $"{File}: {Path}: {problem}");
}
