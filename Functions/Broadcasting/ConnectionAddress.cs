namespace Chat.Functions.Broadcasting;

/// <summary>A stage's <c>@connections</c>: the addresses that posts go to, as sent and as signed.</summary>
/// <remarks>
/// Sent is <c>/demo/%40connections/L0SM9cOFvHcCIhw%3D</c>, as the SDKs send it; signed is that, encoded once more. The address is kept from
/// being put in another form by <see cref="Uri"/>: the signature covers its spelling.
/// </remarks>
internal sealed class ConnectionAddress
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly string _sent;
    private readonly string _signed;

    public ConnectionAddress(Uri stage)
    {
        Host = stage.IsDefaultPort ? stage.IdnHost : $"{stage.IdnHost}:{stage.Port}";
        var path = stage.AbsolutePath.TrimEnd('/');
        _sent = $"{stage.Scheme}://{Host}{path}/%40connections/";
        _signed = $"{EncodeSegments(path)}/%2540connections/";
    }

    /// <summary>The value of the Host header, which is signed.</summary>
    public string Host { get; }

    public (Uri Sent, string Signed) Of(string connectionId)
    {
        var id = Uri.EscapeDataString(connectionId);
        return (new Uri(_sent + id, AsWritten), _signed + Uri.EscapeDataString(id));
    }

    private static string EncodeSegments(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
