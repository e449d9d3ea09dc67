namespace SipCti.Messages;

/// <summary>One header field as it stands in a message.</summary>
public readonly struct SipHeader
{
    private readonly byte[]? _source;
    private readonly HeaderSlot _slot;

    internal SipHeader(byte[] source, in HeaderSlot slot)
    {
        _source = source;
        _slot = slot;
    }

    /// <summary>Which header field it is; <see cref="HeaderId.Unknown"/> for one not known by name.</summary>
    public HeaderId Id => _slot.Id;

    /// <summary>The name as it is written in the message, possibly in its compact form.</summary>
    public string Name => _source is null ? "" : QuotedText.Decode(_slot.NameIn(_source));

    /// <summary>The value in one line. Bytes that are no UTF-8 show as replacement characters; they stay as they are in the message.</summary>
    public string Value => _source is null ? "" : QuotedText.Decode(_slot.UnfoldedIn(_source));

    /// <summary>Name and value.</summary>
    public override string ToString() => $"{Name}: {Value}";
}
