namespace SipCti.Wire;

/// <summary>Characters of a token (RFC 3261 section 25.1).</summary>
internal readonly struct TokenBytes : IByteClass
{
    public static bool Has(byte b) => SipBytes.IsToken(b);
}

/// <summary>Characters of a host name or an IPv4 address, see <see cref="SipBytes.IsHost"/>.</summary>
internal readonly struct HostBytes : IByteClass
{
    public static bool Has(byte b) => SipBytes.IsHost(b);
}

/// <summary>Characters of a URI part without escapes, see <see cref="SipBytes.IsUriText"/>.</summary>
internal readonly struct UriBytes : IByteClass
{
    public static bool Has(byte b) => SipBytes.IsUriText(b);
}

/// <summary>Characters of a user part without escapes, see <see cref="SipBytes.IsUserText"/>.</summary>
internal readonly struct UserBytes : IByteClass
{
    public static bool Has(byte b) => SipBytes.IsUserText(b);
}

/// <summary>Characters of a URI parameter without escapes, see <see cref="SipBytes.IsUriParameterText"/>.</summary>
internal readonly struct UriParameterBytes : IByteClass
{
    public static bool Has(byte b) => SipBytes.IsUriParameterText(b);
}

/// <summary>Characters that a parameter value without quotes is accepted with, see <see cref="SipBytes.IsValueText"/>.</summary>
internal readonly struct ValueBytes : IByteClass
{
    public static bool Has(byte b) => SipBytes.IsValueText(b);
}
