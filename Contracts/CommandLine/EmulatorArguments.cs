namespace Chat.Contracts.CommandLine;

/// <summary>The command line <c>STACK [options]</c>, as far as those who start the emulator compose it; <c>--help</c> and docs/options.md have it all.</summary>
public static class EmulatorArguments
{
    /// <summary>In the place of a stack: <c>describe [STACK]</c> writes an <see cref="EmulatorDescription"/> and ends.</summary>
    public const string Describe = "describe";

    /// <summary>The port of the WebSocket API.</summary>
    public const string Port = "--port";

    /// <summary>Deploys what changes.</summary>
    public const string Watch = "--watch";

    /// <summary>A folder of static files to serve at <c>/</c>.</summary>
    public const string Web = "--web";

    /// <summary>A function that somebody else starts.</summary>
    public const string Attached = "--attached";

    /// <summary><c>FUNCTION=URL</c>: a function behind another Invoke endpoint.</summary>
    public const string Invoke = "--invoke";

    /// <summary>A folder for the tables' data.</summary>
    public const string Data = "--data";

    /// <summary>A DynamoDB endpoint for the tables, or <see cref="OnAws"/>.</summary>
    public const string Tables = "--tables";

    /// <summary>The value of <see cref="Tables"/> for those on AWS, which needs <see cref="Iam"/> <see cref="Off"/>.</summary>
    public const string OnAws = "aws";

    /// <summary>Whether signatures are verified and permissions enforced.</summary>
    public const string Iam = "--iam";

    /// <summary>A value of <see cref="Iam"/>.</summary>
    public const string Off = "off";
}
