using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>Names, compact forms and shapes of the known header fields, and the way from a name to its <see cref="HeaderId"/>.</summary>
internal static class HeaderTable
{
    private const int Slots = 512;
    private static readonly string[] Names = new string[256];
    private static readonly byte[][] NameBytes = new byte[256][];
    private static readonly byte[][] Prefixes = new byte[256][];
    private static readonly HeaderShape[] Shapes = new HeaderShape[256];
    private static readonly HeaderId[] Compact = new HeaderId[256];
    private static readonly HeaderId[] ByHash = new HeaderId[Slots];
    private static readonly HeaderId[] ByFoldedHash = new HeaderId[2048];
    private static readonly Vector128<byte>[] Folded = new Vector128<byte>[256];

    static HeaderTable()
    {
        Names[0] = "";
        NameBytes[0] = [];
        Set(HeaderId.Via, HeaderShape.Many, "Via", (byte)'v');
        Set(HeaderId.From, HeaderShape.Once, "From", (byte)'f');
        Set(HeaderId.To, HeaderShape.Once, "To", (byte)'t');
        Set(HeaderId.CallId, HeaderShape.Once, "Call-ID", (byte)'i');
        Set(HeaderId.CSeq, HeaderShape.Once, "CSeq");
        Set(HeaderId.Contact, HeaderShape.Many, "Contact", (byte)'m');
        Set(HeaderId.MaxForwards, HeaderShape.Once, "Max-Forwards");
        Set(HeaderId.Route, HeaderShape.Many, "Route");
        Set(HeaderId.RecordRoute, HeaderShape.Many, "Record-Route");
        Set(HeaderId.Path, HeaderShape.Many, "Path");
        Set(HeaderId.ContentType, HeaderShape.Once, "Content-Type", (byte)'c');
        Set(HeaderId.ContentLength, HeaderShape.Lines, "Content-Length", (byte)'l');
        Set(HeaderId.Expires, HeaderShape.Once, "Expires");
        Set(HeaderId.MinExpires, HeaderShape.Once, "Min-Expires");
        Set(HeaderId.Authorization, HeaderShape.Lines, "Authorization");
        Set(HeaderId.ProxyAuthorization, HeaderShape.Lines, "Proxy-Authorization");
        Set(HeaderId.WwwAuthenticate, HeaderShape.Lines, "WWW-Authenticate");
        Set(HeaderId.ProxyAuthenticate, HeaderShape.Lines, "Proxy-Authenticate");
        Set(HeaderId.AuthenticationInfo, HeaderShape.Lines, "Authentication-Info");
        Set(HeaderId.Allow, HeaderShape.Many, "Allow");
        Set(HeaderId.Supported, HeaderShape.Many, "Supported", (byte)'k');
        Set(HeaderId.Require, HeaderShape.Many, "Require");
        Set(HeaderId.ProxyRequire, HeaderShape.Many, "Proxy-Require");
        Set(HeaderId.Unsupported, HeaderShape.Many, "Unsupported");
        Set(HeaderId.ReferTo, HeaderShape.Once, "Refer-To", (byte)'r');
        Set(HeaderId.ReferredBy, HeaderShape.Once, "Referred-By", (byte)'b');
        Set(HeaderId.Replaces, HeaderShape.Once, "Replaces");
        Set(HeaderId.Event, HeaderShape.Once, "Event", (byte)'o');
        Set(HeaderId.SubscriptionState, HeaderShape.Once, "Subscription-State");
        Set(HeaderId.UserAgent, HeaderShape.Lines, "User-Agent");
        Set(HeaderId.Server, HeaderShape.Lines, "Server");
        Set(HeaderId.Reason, HeaderShape.Many, "Reason");
        Set(HeaderId.RetryAfter, HeaderShape.Lines, "Retry-After");
        Set(HeaderId.Warning, HeaderShape.Many, "Warning");
        Set(HeaderId.AlertInfo, HeaderShape.Many, "Alert-Info");
        Set(HeaderId.CallInfo, HeaderShape.Many, "Call-Info");
        Set(HeaderId.Date, HeaderShape.Lines, "Date");
        Set(HeaderId.Timestamp, HeaderShape.Lines, "Timestamp");
        Set(HeaderId.Subject, HeaderShape.Lines, "Subject", (byte)'s');
        Set(HeaderId.RAck, HeaderShape.Once, "RAck");
        Set(HeaderId.RSeq, HeaderShape.Once, "RSeq");
        Set(HeaderId.SessionExpires, HeaderShape.Once, "Session-Expires", (byte)'x');
        Set(HeaderId.MinSe, HeaderShape.Once, "Min-SE");
        Set(HeaderId.ServiceRoute, HeaderShape.Many, "Service-Route");
        Set(HeaderId.Accept, HeaderShape.Many, "Accept");
        Set(HeaderId.AllowEvents, HeaderShape.Many, "Allow-Events", (byte)'u');
        Set(HeaderId.AcceptContact, HeaderShape.Many, "Accept-Contact", (byte)'a');
        Set(HeaderId.AcceptEncoding, HeaderShape.Many, "Accept-Encoding");
        Set(HeaderId.AcceptLanguage, HeaderShape.Many, "Accept-Language");
        Set(HeaderId.ContentDisposition, HeaderShape.Once, "Content-Disposition");
        Set(HeaderId.ContentEncoding, HeaderShape.Many, "Content-Encoding", (byte)'e');
        Set(HeaderId.ContentLanguage, HeaderShape.Many, "Content-Language");
        Set(HeaderId.Diversion, HeaderShape.Many, "Diversion");
        Set(HeaderId.ErrorInfo, HeaderShape.Many, "Error-Info");
        Set(HeaderId.FlowTimer, HeaderShape.Once, "Flow-Timer");
        Set(HeaderId.HistoryInfo, HeaderShape.Many, "History-Info");
        Set(HeaderId.Identity, HeaderShape.Lines, "Identity", (byte)'y');
        Set(HeaderId.IdentityInfo, HeaderShape.Lines, "Identity-Info", (byte)'n');
        Set(HeaderId.InReplyTo, HeaderShape.Many, "In-Reply-To");
        Set(HeaderId.Join, HeaderShape.Once, "Join");
        Set(HeaderId.MimeVersion, HeaderShape.Lines, "MIME-Version");
        Set(HeaderId.Organization, HeaderShape.Lines, "Organization");
        Set(HeaderId.PAccessNetworkInfo, HeaderShape.Many, "P-Access-Network-Info");
        Set(HeaderId.PAssertedIdentity, HeaderShape.Many, "P-Asserted-Identity");
        Set(HeaderId.PAssociatedUri, HeaderShape.Many, "P-Associated-URI");
        Set(HeaderId.PCalledPartyId, HeaderShape.Lines, "P-Called-Party-ID");
        Set(HeaderId.PPreferredIdentity, HeaderShape.Many, "P-Preferred-Identity");
        Set(HeaderId.Priority, HeaderShape.Lines, "Priority");
        Set(HeaderId.Privacy, HeaderShape.Lines, "Privacy");
        Set(HeaderId.ReferSub, HeaderShape.Once, "Refer-Sub");
        Set(HeaderId.RejectContact, HeaderShape.Many, "Reject-Contact", (byte)'j');
        Set(HeaderId.RemotePartyId, HeaderShape.Many, "Remote-Party-ID");
        Set(HeaderId.ReplyTo, HeaderShape.Once, "Reply-To");
        Set(HeaderId.RequestDisposition, HeaderShape.Many, "Request-Disposition", (byte)'d');
        Set(HeaderId.SecurityClient, HeaderShape.Many, "Security-Client");
        Set(HeaderId.SecurityServer, HeaderShape.Many, "Security-Server");
        Set(HeaderId.SecurityVerify, HeaderShape.Many, "Security-Verify");
        Set(HeaderId.SessionId, HeaderShape.Lines, "Session-ID");
        Set(HeaderId.SipEtag, HeaderShape.Once, "SIP-ETag");
        Set(HeaderId.SipIfMatch, HeaderShape.Once, "SIP-If-Match");
        Set(HeaderId.TargetDialog, HeaderShape.Once, "Target-Dialog");
        Set(HeaderId.Geolocation, HeaderShape.Many, "Geolocation");
        Set(HeaderId.GeolocationRouting, HeaderShape.Lines, "Geolocation-Routing");
        Set(HeaderId.GeolocationError, HeaderShape.Many, "Geolocation-Error");
        Set(HeaderId.PChargingVector, HeaderShape.Lines, "P-Charging-Vector");
        Set(HeaderId.ProxyAuthenticationInfo, HeaderShape.Lines, "Proxy-Authentication-Info");
        Set(HeaderId.PChargingFunctionAddresses, HeaderShape.Lines, "P-Charging-Function-Addresses");
        Set(HeaderId.PVisitedNetworkId, HeaderShape.Many, "P-Visited-Network-ID");
        Set(HeaderId.PServedUser, HeaderShape.Lines, "P-Served-User");
        Set(HeaderId.PEarlyMedia, HeaderShape.Many, "P-Early-Media");
        Set(HeaderId.PAnswerState, HeaderShape.Lines, "P-Answer-State");
        Set(HeaderId.PAssertedService, HeaderShape.Many, "P-Asserted-Service");
        Set(HeaderId.PPreferredService, HeaderShape.Many, "P-Preferred-Service");
        Set(HeaderId.PProfileKey, HeaderShape.Lines, "P-Profile-Key");
        Set(HeaderId.PMediaAuthorization, HeaderShape.Many, "P-Media-Authorization");
        Set(HeaderId.ResourcePriority, HeaderShape.Many, "Resource-Priority");
        Set(HeaderId.AcceptResourcePriority, HeaderShape.Many, "Accept-Resource-Priority");
        Set(HeaderId.InfoPackage, HeaderShape.Lines, "Info-Package");
        Set(HeaderId.RecvInfo, HeaderShape.Many, "Recv-Info");
        Set(HeaderId.UserToUser, HeaderShape.Many, "User-to-User");
        Set(HeaderId.MaxBreadth, HeaderShape.Lines, "Max-Breadth");
        Set(HeaderId.FeatureCaps, HeaderShape.Many, "Feature-Caps");
        Set(HeaderId.AnswerMode, HeaderShape.Lines, "Answer-Mode");
        Set(HeaderId.PrivAnswerMode, HeaderShape.Lines, "Priv-Answer-Mode");
        Set(HeaderId.SuppressIfMatch, HeaderShape.Lines, "Suppress-If-Match");
        Set(HeaderId.ContentId, HeaderShape.Lines, "Content-ID");
        Set(HeaderId.ContentTransferEncoding, HeaderShape.Lines, "Content-Transfer-Encoding");
        Set(HeaderId.ReferEventsAt, HeaderShape.Lines, "Refer-Events-At");
        Set(HeaderId.TriggerConsent, HeaderShape.Many, "Trigger-Consent");
        Set(HeaderId.PermissionMissing, HeaderShape.Many, "Permission-Missing");
        Set(HeaderId.PolicyId, HeaderShape.Many, "Policy-ID");
        Set(HeaderId.PolicyContact, HeaderShape.Many, "Policy-Contact");
    }

    // 16 bytes of ones and 16 of zeros: a load at 16 - n gives n ones.
    private static ReadOnlySpan<byte> FirstBytes =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>The canonical name; empty for <see cref="HeaderId.Unknown"/>.</summary>
    public static string Name(HeaderId id) => Names[(byte)id];

    /// <summary>The canonical name with colon and space, as a line begins.</summary>
    public static ReadOnlySpan<byte> Prefix(HeaderId id) => Prefixes[(byte)id];

    public static HeaderShape Shape(HeaderId id) => Shapes[(byte)id];

    /// <summary>A name without the spaces before its colon. HCOLON has no line break there (RFC 3261 section 25.1), and the framer knows none.</summary>
    public static ReadOnlySpan<byte> TrimName(ReadOnlySpan<byte> name)
    {
        while (name.Length > 0 && SipBytes.IsSpace(name[^1]))
            name = name[..^1];
        return name;
    }

    /// <summary>The field with this name, in any case and also in its compact form.</summary>
    public static HeaderId Find(ReadOnlySpan<byte> name)
    {
        if (name.Length <= 1)
            return name.IsEmpty ? HeaderId.Unknown : Compact[name[0]];
        for (int slot = Hash(name); ; slot = (slot + 1) & (Slots - 1))
        {
            HeaderId id = ByHash[slot];
            if (id == HeaderId.Unknown || Ascii.EqualsIgnoreCase(name, NameBytes[(byte)id]))
                return id;
        }
    }

    public static HeaderId Find(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > 64)
            return HeaderId.Unknown;
        Span<byte> bytes = stackalloc byte[64];
        return Ascii.FromUtf16(name, bytes, out int written) == System.Buffers.OperationStatus.Done ? Find(bytes[..written]) : HeaderId.Unknown;
    }

    /// <summary>
    /// The field whose name is the first bytes of these 16, up to 15 of them, in any case. A guess that is right for nearly all lines: longer and compact
    /// names, and the few that fall on the same place, are <see cref="HeaderId.Unknown"/> here and found by the other overloads.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HeaderId Guess(Vector128<byte> head, int length)
    {
        Vector128<byte> name = Fold(head, length);
        HeaderId id = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(ByFoldedHash), FoldedHash(name, length));
        return Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Folded), (byte)id) == name ? id : HeaderId.Unknown;
    }

    // Setting bit 5 makes letters lower case; the few other characters that it makes alike are no letters and no hyphen, or end a line.
    private static Vector128<byte> Fold(Vector128<byte> head, int length)
    {
        Vector128<byte> mask = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(FirstBytes), (nuint)(16 - length));
        return (head | Vector128.Create((byte)0x20)) & mask;
    }

    // Eight characters and the length tell nearly all names apart.
    private static int FoldedHash(Vector128<byte> name, int length) =>
        (int)(((name.AsUInt64().ToScalar() ^ (uint)length) * 0xD6E8FEB86659FD93) >> 53);

    private static int Hash(ReadOnlySpan<byte> name)
    {
        uint first = (uint)(name[0] | 0x20);
        uint last = (uint)(name[^1] | 0x20);
        uint middle = (uint)(name[name.Length / 2] | 0x20);
        return (int)((((first * 31) + last) * 31 + (middle * 7) + (uint)(name.Length * 129)) & (Slots - 1));
    }

    private static void Set(HeaderId id, HeaderShape shape, string name, byte compact = 0)
    {
        Names[(byte)id] = name;
        NameBytes[(byte)id] = Encoding.ASCII.GetBytes(name);
        Prefixes[(byte)id] = Encoding.ASCII.GetBytes(name + ": ");
        Shapes[(byte)id] = shape;
        if (compact != 0)
            Compact[compact] = Compact[compact & ~0x20] = id;
        if (name.Length < Vector128<byte>.Count)
            SetFolded(id, NameBytes[(byte)id]);
        int slot = Hash(NameBytes[(byte)id]);
        while (ByHash[slot] != HeaderId.Unknown)
            slot = (slot + 1) & (Slots - 1);
        ByHash[slot] = id;
    }

    private static void SetFolded(HeaderId id, ReadOnlySpan<byte> name)
    {
        Span<byte> padded = stackalloc byte[16];
        name.CopyTo(padded);
        Vector128<byte> folded = Fold(Vector128.Create<byte>(padded), name.Length);
        ref HeaderId place = ref ByFoldedHash[FoldedHash(folded, name.Length)];
        if (place != HeaderId.Unknown)
            return;
        place = id;
        Folded[(byte)id] = folded;
    }
}
