namespace Chat.Emulator.Lambda;

/// <summary>Where an environment stands in the Runtime API's cycle.</summary>
internal enum EnvironmentState
{
    /// <summary>Started; has not asked for an event yet.</summary>
    Starting,

    /// <summary>Asks for the next event.</summary>
    Waiting,

    /// <summary>Has an event and owes the response.</summary>
    Busy,

    /// <summary>Has responded, or lost its connection, and is about to ask again.</summary>
    Returning,

    /// <summary>Gone, or to be killed. It gets nothing any more and its requests are refused.</summary>
    Ended,
}
