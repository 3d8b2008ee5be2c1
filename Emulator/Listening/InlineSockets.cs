namespace Chat.Emulator.Listening;

/// <summary>
/// Lets the thread that hears of a socket's data go on with what was waiting for it, instead of waking one of the pool for that: on few
/// processors the waking costs more than most of what is done here, and a message is passed on five times on its way.
/// </summary>
/// <remarks>
/// It holds for a whole process, and forbids that what goes on after a socket's data blocks until there is more of it, as AWS's SDK does that reads
/// a body (see <see cref="Tables.WholeAnswers"/>): so programs that are the emulator's own switch it on, and a test host that starts a cloud doesn't.
/// .NET reads the variable when the first socket is used, on Linux and macOS.
/// https://github.com/dotnet/runtime/blob/v10.0.0/src/libraries/System.Net.Sockets/src/System/Net/Sockets/SocketAsyncEngine.Unix.cs
/// </remarks>
internal static class InlineSockets
{
    /// <summary>Not for functions: theirs is code of others.</summary>
    public const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Switches it on, unless the variable is set already, to 0 say.</summary>
    public static void Prefer()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
        {
            Environment.SetEnvironmentVariable(Variable, "1");
        }
    }
}
