using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>What the start line says: a method for a request, a status code for a response.</summary>
internal struct StartLine
{
    public SipMethod Method;

    /// <summary>0 for a request.</summary>
    public int StatusCode;
}

/// <summary>Reads request lines and status lines (RFC 3261 sections 7.1 and 7.2): single spaces, nothing before or behind.</summary>
internal static class StartLineReader
{
    /// <summary>Reads a start line, but for the grammar of the Request-URI.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out StartLine start, out SipFault fault)
    {
        start = default;
        SipFaultKind kind = line.Length > 4 && line[3] == (byte)'/' && Ascii.EqualsIgnoreCase(line[..4], "SIP/"u8)
            ? ReadStatus(line, ref start)
            : ReadRequest(line, ref start);
        fault = new SipFault(kind);
        return kind == SipFaultKind.None;
    }

    private static SipFaultKind ReadStatus(ReadOnlySpan<byte> line, ref StartLine start)
    {
        int space = line.IndexOf((byte)' ');
        if (space < 0)
            return SipFaultKind.StartLineInvalid;
        SipFaultKind version = CheckVersion(line[..space]);
        if (version != SipFaultKind.None)
            return version;
        ReadOnlySpan<byte> rest = line[(space + 1)..];

        // The reason phrase may be empty; then some senders leave out the space before it, too.
        int end = rest.IndexOf((byte)' ');
        ReadOnlySpan<byte> code = end < 0 ? rest : rest[..end];
        if (code.Length != 3 || !SipBytes.TryReadNumber(code, 699, out uint status) || status < 100)
            return SipFaultKind.StatusCodeInvalid;
        start.StatusCode = (int)status;
        return SipFaultKind.None;
    }

    private static SipFaultKind ReadRequest(ReadOnlySpan<byte> line, ref StartLine start)
    {
        int first = line.IndexOf((byte)' ');
        int last = line.EndsWith(" SIP/2.0"u8) ? line.Length - " SIP/2.0".Length : line.LastIndexOf((byte)' ');
        if (first <= 0 || last <= first)
            return SipFaultKind.StartLineInvalid;
        SipFaultKind version = CheckVersion(line[(last + 1)..]);
        if (version != SipFaultKind.None)
            return version;
        return SipMethod.TryParse(line[..first], out start.Method) ? SipFaultKind.None : SipFaultKind.MethodInvalid;
    }

    private static SipFaultKind CheckVersion(ReadOnlySpan<byte> version)
    {
        if (Ascii.EqualsIgnoreCase(version, "SIP/2.0"u8))
            return SipFaultKind.None;
        bool isVersion = version.Length > 4 && Ascii.EqualsIgnoreCase(version[..4], "SIP/"u8) && SipBytes.IsDigit(version[4]);
        return isVersion ? SipFaultKind.VersionNotSupported : SipFaultKind.StartLineInvalid;
    }
}
