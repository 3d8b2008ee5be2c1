namespace Chat.Emulator.Template;

/// <summary>A layer of a function, which on AWS lies in <c>/opt</c>.</summary>
/// <param name="Name">The logical id of an <c>AWS::Lambda::LayerVersion</c>, else the ARN that the function names.</param>
public sealed record Layer(string Name)
{
    /// <summary>The folder with its content, absolute. Null when it is an archive, or isn't on this machine.</summary>
    public string? Folder { get; init; }

    /// <summary>The archive with its content, absolute.</summary>
    public string? Archive { get; init; }

    /// <summary>Where below <c>/opt</c> the content belongs: <c>nodejs</c>, <c>python</c>, where <c>sam build</c> would put it there. Empty: as it is.</summary>
    public string Subfolder { get; init; } = "";

    public bool IsHere => Folder is not null || Archive is not null;
}
