namespace Chat.Emulator.Iam;

/// <summary>Why a request is refused, in AWS's words. Each service writes it in its own protocol.</summary>
/// <param name="ErrorType">Such as <c>AccessDeniedException</c>.</param>
/// <param name="IsDenial">True when it is known who calls, and may not. Only then AWS spells the member <c>Message</c>.</param>
internal sealed record AccessError(string ErrorType, string Message, bool IsDenial = false)
{
    /// <summary>What the developer may do about it: for the log, never for the caller.</summary>
    public string? Advice { get; init; }

    public static readonly AccessError MissingToken = new("MissingAuthenticationTokenException", "Missing Authentication Token");

    public static readonly AccessError UnknownKey = new("UnrecognizedClientException", "The security token included in the request is invalid.");

    public static readonly AccessError ExpiredToken = new("ExpiredTokenException", "The security token included in the request is expired");

    public static AccessError Incomplete(string message) => new("IncompleteSignatureException", message);

    public static AccessError InvalidSignature(string message) => new("InvalidSignatureException", message);
}
