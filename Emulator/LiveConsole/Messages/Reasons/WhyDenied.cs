using Chat.Contracts.Console;
using Chat.Emulator.Journal;

namespace Chat.Emulator.LiveConsole.Messages.Reasons;

/// <summary>A permission is missing, or it isn't known who asks.</summary>
internal static class WhyDenied
{
    /// <param name="resource">What it was to be done to; of who isn't known, the request.</param>
    public static WhyView Of(in JournalEntry entry, string resource) => new(
        Causes.Denied,
        entry.Name?.Contains(':', StringComparison.Ordinal) == true
            ? $"{entry.Function ?? "Somebody"} may not {entry.Name} on {resource}, {entry.Detail}. {Advice(entry)}"
            : $"{resource} is refused with {entry.Detail}: {Signature(entry.Detail)}",
        entry.Sequence);

    private static string Advice(in JournalEntry entry) => entry.Detail?.Contains("explicit deny", StringComparison.Ordinal) == true
        ? "Take the Deny out of its role's policies, if it is meant to."
        : $"Its role needs a policy that allows {entry.Name} there.";

    private static string Signature(string? errorType) => errorType switch
    {
        "MissingAuthenticationTokenException" => "it isn't signed.",
        "UnrecognizedClientException" => "it is signed with an access key that nobody has here.",
        "ExpiredTokenException" => "its session token has expired, as it does when the emulator is started anew.",
        "IncompleteSignatureException" => "its signature isn't complete.",
        _ => "its signature doesn't fit the request.",
    };
}
