namespace Chat.Functions;

/// <summary>A setting is missing or wrong; the message names it, and the process cannot go on.</summary>
internal sealed class ChatConfigurationException(string message) : Exception(message);
