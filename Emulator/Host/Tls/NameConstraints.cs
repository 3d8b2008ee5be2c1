using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Chat.Emulator.Host.Tls;

/// <summary>
/// What an authority may speak for: this machine's own names. Whoever trusts it doesn't trust its key's finder with anybody else's.
/// https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10
/// </summary>
internal static class NameConstraints
{
    public const string Oid = "2.5.29.30";

    private static readonly Asn1Tag PermittedSubtrees = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag MailAddress = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag UniformResourceIdentifier = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag IpAddress = new(TagClass.ContextSpecific, 7);

    // Kinds of names that aren't mentioned are free, so mail and URIs are: to a host that nobody can have. https://www.rfc-editor.org/rfc/rfc6761#section-6.4
    private const string Nowhere = "nowhere.invalid";

    /// <summary><c>localhost</c> with every name below it, 127.0.0.0/8 and ::1; no mail address, and no URI.</summary>
    public static X509Extension Loopback()
    {
        var der = new AsnWriter(AsnEncodingRules.DER);
        using (der.PushSequence())
        using (der.PushSequence(PermittedSubtrees))
        {
            Write(der, MailAddress, Nowhere);
            Write(der, DnsName, "localhost");
            Write(der, UniformResourceIdentifier, Nowhere);
            Write(der, IPAddress.Loopback, IPAddress.Parse("255.0.0.0"));
            Write(der, IPAddress.IPv6Loopback, IPAddress.Parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
        }

        return new X509Extension(Oid, der.Encode(), critical: true);
    }

    private static void Write(AsnWriter der, Asn1Tag kind, string name)
    {
        using (der.PushSequence())
        {
            der.WriteCharacterString(UniversalTagNumber.IA5String, name, kind);
        }
    }

    private static void Write(AsnWriter der, IPAddress address, IPAddress mask)
    {
        using (der.PushSequence())
        {
            der.WriteOctetString([.. address.GetAddressBytes(), .. mask.GetAddressBytes()], IpAddress);
        }
    }
}
