namespace SipCti.Messages;

internal enum UriScheme : byte
{
    Other,
    Sip,
    Sips,
    Tel,
}

/// <summary>Where the parts of a URI stand in its text. An absent part has its end at zero.</summary>
internal struct UriSlices
{
    public UriScheme Scheme;

    /// <summary>True when <c>;lr</c> is among the parameters.</summary>
    public bool IsLoose;
    public ushort SchemeEnd;
    public ushort UserStart;
    public ushort UserEnd;
    public ushort PasswordStart;
    public ushort PasswordEnd;
    public ushort HostStart;
    public ushort HostEnd;

    public ushort Port;
    public bool HasPort;

    /// <summary>Behind host and port, or behind the number of a tel URI: the first semicolon if there are parameters.</summary>
    public ushort ParametersStart;
    public ushort ParametersEnd;

    /// <summary>Behind the question mark.</summary>
    public ushort HeadersStart;
    public ushort End;

    public readonly bool HasUser => UserEnd != 0;

    public readonly bool HasPassword => PasswordEnd != 0;

    public readonly bool HasHeaders => HeadersStart != 0;
}
