using System.Diagnostics.CodeAnalysis;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>A dialog of the receiver, named by Call-ID and tags: what Replaces, Join and Target-Dialog hold. Immutable.</summary>
public abstract class DialogReference : ParameterizedValue
{
    private protected DialogReference(string callId, string localTag, string remoteTag, SipParameters parameters, string? text)
        : base(parameters, text)
    {
        CallId = callId;
        LocalTag = localTag;
        RemoteTag = remoteTag;
    }

    /// <summary>The Call-ID of the dialog. Compare it byte by byte.</summary>
    public string CallId { get; }

    /// <summary>The tag of the one who receives this.</summary>
    public string LocalTag { get; }

    /// <summary>The tag of the receiver's peer.</summary>
    public string RemoteTag { get; }

    private protected sealed override string Head => CallId;

    private protected static SipParameters Joined(SipParameters? parameters, string localName, string localTag, string remoteName, string remoteTag)
    {
        Guard.Token(localTag);
        Guard.Token(remoteTag);
        return (parameters ?? SipParameters.Empty).With(localName, localTag).With(remoteName, remoteTag);
    }

    private protected static string Checked(string callId)
    {
        ArgumentNullException.ThrowIfNull(callId);
        foreach (char c in callId)
        {
            if (c > 127 || !IsCallIdByte((byte)c))
                throw new ArgumentException($"'{callId}' is no Call-ID that can stand here.", nameof(callId));
        }

        return callId.Length > 0 ? callId : throw new ArgumentException("The Call-ID is empty.", nameof(callId));
    }

    /// <summary>Reads a Call-ID and the two parameters, both of which must be there: without them no dialog is named.</summary>
    private protected static bool TryRead(
        ReadOnlySpan<byte> text, string localName, string remoteName, out ValueParts parts, [NotNullWhen(true)] out string? localTag, [NotNullWhen(true)] out string? remoteTag)
    {
        localTag = remoteTag = null;
        if (!ValueParts.TryRead(text, out parts) || !IsCallId(parts.Head))
            return false;
        localTag = parts.Parameters[localName];
        remoteTag = parts.Parameters[remoteName];
        return localTag is not null && remoteTag is not null && SipBytes.IsTokenText(localTag) && SipBytes.IsTokenText(remoteTag);
    }

    /// <summary>True for text that may be a Call-ID: more than the grammar's words, since many hold '=' or '#'.</summary>
    internal static bool IsCallId(ReadOnlySpan<byte> text)
    {
        foreach (byte b in text)
        {
            if (!IsCallIdByte(b))
                return false;
        }

        return text.Length > 0;
    }

    // A comma or semicolon would end it.
    private static bool IsCallIdByte(byte b) => SipBytes.IsVisible(b) && b is not ((byte)';' or (byte)',');
}
