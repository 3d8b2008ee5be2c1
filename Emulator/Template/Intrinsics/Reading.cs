using Chat.Emulator.Options;

namespace Chat.Emulator.Template.Intrinsics;

/// <summary>What the templates that are read together share.</summary>
internal sealed class Reading
{
    public Reading(DeployOptions options, Action<Location>? asked = null)
    {
        Options = options;
        Notes = new ReadingNotes { Asked = asked };
        Exports = new Exports(Guard);
    }

    public DeployOptions Options { get; }

    public EvaluationGuard Guard { get; } = new();

    public Exports Exports { get; }

    public ReadingNotes Notes { get; }
}
