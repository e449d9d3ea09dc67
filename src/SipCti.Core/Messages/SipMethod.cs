using System.Diagnostics.CodeAnalysis;
using System.Text;
using SipCti.Wire;

namespace SipCti.Messages;

/// <summary>A request method. Methods are case-sensitive (RFC 3261 section 7.1); any token is one.</summary>
public readonly struct SipMethod : IEquatable<SipMethod>
{
    private static readonly SipMethod[] Known =
    [
        new("INVITE", 0), new("ACK", 0), new("BYE", 0), new("CANCEL", 0), new("REGISTER", 0), new("OPTIONS", 0), new("REFER", 0),
        new("NOTIFY", 0), new("SUBSCRIBE", 0), new("INFO", 0), new("UPDATE", 0), new("PRACK", 0), new("MESSAGE", 0), new("PUBLISH", 0),
    ];

    private static readonly byte[][] KnownNames = Array.ConvertAll(Known, method => Encoding.ASCII.GetBytes(method.Name));

    private readonly string? _name;

    /// <summary>A method by its name.</summary>
    /// <param name="name">A token (RFC 3261 section 25.1).</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is no token.</exception>
    public SipMethod(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!SipBytes.IsTokenText(name))
            throw new ArgumentException($"'{name}' is no token.", nameof(name));
        _name = name;
    }

    private SipMethod(string name, int _) => _name = name;

    /// <summary>INVITE, RFC 3261 section 13.</summary>
    public static SipMethod Invite => Known[0];

    /// <summary>ACK, RFC 3261 section 13.</summary>
    public static SipMethod Ack => Known[1];

    /// <summary>BYE, RFC 3261 section 15.</summary>
    public static SipMethod Bye => Known[2];

    /// <summary>CANCEL, RFC 3261 section 9.</summary>
    public static SipMethod Cancel => Known[3];

    /// <summary>REGISTER, RFC 3261 section 10.</summary>
    public static SipMethod Register => Known[4];

    /// <summary>OPTIONS, RFC 3261 section 11.</summary>
    public static SipMethod Options => Known[5];

    /// <summary>REFER, RFC 3515.</summary>
    public static SipMethod Refer => Known[6];

    /// <summary>NOTIFY, RFC 6665.</summary>
    public static SipMethod Notify => Known[7];

    /// <summary>SUBSCRIBE, RFC 6665.</summary>
    public static SipMethod Subscribe => Known[8];

    /// <summary>INFO, RFC 6086.</summary>
    public static SipMethod Info => Known[9];

    /// <summary>UPDATE, RFC 3311.</summary>
    public static SipMethod Update => Known[10];

    /// <summary>PRACK, RFC 3262.</summary>
    public static SipMethod Prack => Known[11];

    /// <summary>MESSAGE, RFC 3428.</summary>
    public static SipMethod Message => Known[12];

    /// <summary>PUBLISH, RFC 3903.</summary>
    public static SipMethod Publish => Known[13];

    /// <summary>The name as it stands in the start line; empty for the default value.</summary>
    public string Name => _name ?? "";

    /// <summary>True for the methods of this class's static properties.</summary>
    public bool IsKnown => Array.IndexOf(Known, this) >= 0;

    /// <summary>True for the methods whose requests may make a dialog: INVITE, SUBSCRIBE and REFER.</summary>
    public bool MayFormDialog => this == Invite || this == Subscribe || this == Refer;

    /// <summary>Same name, same case.</summary>
    public static bool operator ==(SipMethod left, SipMethod right) => left.Equals(right);

    /// <summary>Another name, or another case.</summary>
    public static bool operator !=(SipMethod left, SipMethod right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(SipMethod other) => string.Equals(_name, other._name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is SipMethod other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _name?.GetHashCode(StringComparison.Ordinal) ?? 0;

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    internal static bool TryParse(ReadOnlySpan<byte> name, out SipMethod method)
    {
        int known = IndexOf(name);
        method = known >= 0 ? Known[known] : default;
        if (known >= 0)
            return true;
        if (!SipBytes.IsTokenText(name))
            return false;
        method = new SipMethod(Encoding.ASCII.GetString(name), 0);
        return true;
    }

    private static int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < KnownNames.Length; i++)
        {
            if (name.SequenceEqual(KnownNames[i]))
                return i;
        }

        return -1;
    }
}
