namespace Chat.Emulator.Iam;

/// <summary>Access control as it is in force. Asked for by name, so that nobody leaves it out without saying so.</summary>
/// <param name="Control">Null: nothing is checked.</param>
internal sealed record AccessInForce(AccessControl? Control)
{
    /// <summary>Nothing is checked.</summary>
    public static readonly AccessInForce Off = new(Control: null);
}
