using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipCti.Messages;

/// <summary>The Event header field: an event package and the subscription within it (RFC 6665 section 8.2.1). Immutable.</summary>
public sealed class SipEvent : ParameterizedValue
{
    /// <summary>Makes an event.</summary>
    /// <param name="name">The package, with its templates behind dots: <c>dialog</c>, <c>presence.winfo</c>.</param>
    /// <param name="id">Which of several subscriptions to the package; null for none.</param>
    /// <param name="parameters">Further parameters; null for none.</param>
    /// <exception cref="ArgumentException">The name is no token, or has an empty part between dots, or the id holds CR, LF or NUL.</exception>
    public SipEvent(string name, string? id = null, SipParameters? parameters = null)
        : base(id is null ? parameters : (parameters ?? SipParameters.Empty).With("id", id), null)
    {
        Guard.Token(name);
        if (!IsName(name))
            throw new ArgumentException($"'{name}' is no event type (RFC 6665 section 8.4).", nameof(name));
        Name = name;
    }

    private SipEvent(in ValueParts parts, string name)
        : base(parts.Parameters, QuotedText.Decode(parts.Text)) => Name = name;

    /// <summary>The package and its templates, as written. Compare it byte by byte (section 8.2.1).</summary>
    public string Name { get; }

    /// <summary>The package alone: <c>presence</c> of <c>presence.winfo</c>.</summary>
    public string Package => Name.IndexOf('.', StringComparison.Ordinal) is int dot and >= 0 ? Name[..dot] : Name;

    /// <summary>The templates applied to the package, in order: <c>winfo</c> of <c>presence.winfo</c>; empty when there is none.</summary>
    public IReadOnlyList<string> Templates => Name.Contains('.', StringComparison.Ordinal) ? Name.Split('.')[1..] : [];

    /// <summary>The <c>id</c>, which tells apart several subscriptions of one dialog to one package; null when there is none.</summary>
    public string? Id => Parameters["id"];

    private protected override string Head => Name;

    /// <summary>True when both mean the same subscription: same name, and same id or none in both; nothing else counts (section 8.2.1).</summary>
    /// <param name="other">The other event.</param>
    public bool Matches(SipEvent other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return string.Equals(Name, other.Name, StringComparison.Ordinal) && string.Equals(Id, other.Id, StringComparison.Ordinal);
    }

    /// <summary>Reads an event.</summary>
    /// <param name="text">The value of the field.</param>
    /// <param name="value">The event read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SipEvent? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads an event from bytes.</summary>
    /// <param name="text">The value of the field, no line break.</param>
    /// <param name="value">The event read.</param>
    /// <returns>False when the text is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out SipEvent? value)
    {
        value = null;
        if (!ValueParts.TryReadToken(text, out ValueParts parts))
            return false;
        string name = Encoding.ASCII.GetString(parts.Head);
        value = IsName(name) ? new SipEvent(parts, name) : null;
        return value is not null;
    }

    private static bool IsName(string token) => token[0] != '.' && token[^1] != '.' && !token.Contains("..", StringComparison.Ordinal);
}
