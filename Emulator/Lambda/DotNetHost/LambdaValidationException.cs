namespace Chat.LambdaHost;

#pragma warning disable CA1032, CA1064 // Thrown and reported here alone; the name is what AWS reports.
/// <summary>The handler is none that Lambda can call.</summary>
internal sealed class LambdaValidationException(string message, Exception? innerException = null) : Exception(message, innerException);
#pragma warning restore CA1032, CA1064
