using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SipCti.Messages;

/// <summary>One target that a request was sent to on its way: a value of History-Info (RFC 7044). Immutable; one that was read keeps its text as it came.</summary>
public sealed class HistoryEntry : AddressValue
{
    /// <summary>Makes an entry.</summary>
    /// <param name="uri">The target; a reason or a privacy for it stands among its header fields.</param>
    /// <param name="index">The place in the tree of targets: numbers with dots between, such as <c>1.1.2</c>.</param>
    /// <param name="mapping">How the request came to this target; null when not known.</param>
    /// <param name="mappedFrom">The index of the entry that it came from; needed with <paramref name="mapping"/>.</param>
    /// <exception cref="ArgumentException">An index is none, or only one of mapping and mappedFrom is given.</exception>
    public HistoryEntry(SipUri uri, string index, HistoryMapping? mapping = null, string? mappedFrom = null)
        : this(Made(uri, index, mapping, mappedFrom), index, mapping, mappedFrom)
    {
    }

    private HistoryEntry(NameAddr address, string? index, HistoryMapping? mapping, string? mappedFrom)
        : base(address)
    {
        Index = index;
        Mapping = mapping;
        MappedFrom = mappedFrom;
    }

    /// <summary>The place in the tree of targets, numbers with dots between; null when missing, which section 5 forbids.</summary>
    public string? Index { get; }

    /// <summary>How the request came to this target; null when not said.</summary>
    public HistoryMapping? Mapping { get; }

    /// <summary>The index of the entry that the request came from; null when not said.</summary>
    public string? MappedFrom { get; }

    /// <summary>The <c>cause</c> in the URI: the SIP status that stands for the kind of forwarding (RFC 4458); null when there is none.</summary>
    public int? Cause =>
        int.TryParse(Uri.Parameters["cause"], NumberStyles.None, CultureInfo.InvariantCulture, out int cause) ? cause : null;

    /// <summary>Why the request went on from this target: the Reason fields inside the URI. What is malformed there is left out.</summary>
    public IReadOnlyList<Reason> Reasons
    {
        get
        {
            var reasons = new List<Reason>();
            foreach ((string name, string text) in Uri.GetHeaderFields())
            {
                if (name.Equals("Reason", StringComparison.OrdinalIgnoreCase) && Reason.TryParse(text, out Reason? reason))
                    reasons.Add(reason);
            }

            return reasons;
        }
    }

    /// <summary>The privacy asked for this entry: the Privacy fields inside the URI, e.g. <c>history</c>. What is malformed there is left out.</summary>
    public IReadOnlyList<string> Privacy
    {
        get
        {
            var values = new List<string>();
            foreach ((string name, string text) in Uri.GetHeaderFields())
            {
                if (name.Equals("Privacy", StringComparison.OrdinalIgnoreCase))
                    PrivacyText.TryRead(Encoding.UTF8.GetBytes(text), values);
            }

            return values;
        }
    }

    /// <summary>Reads an entry.</summary>
    /// <param name="text">One value, no list.</param>
    /// <param name="value">The entry read.</param>
    /// <returns>False when the text is malformed, or an index is none.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out HistoryEntry? value)
    {
        value = null;
        return text is not null && TryParse(Encoding.UTF8.GetBytes(text), out value);
    }

    /// <summary>Reads an entry from bytes.</summary>
    /// <param name="text">One value, no list, no line break.</param>
    /// <param name="value">The entry read.</param>
    /// <returns>False when the text is malformed, or an index is none.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out HistoryEntry? value)
    {
        value = null;
        if (!NameAddr.TryParse(text, out NameAddr? address)
            || !TryReadIndex(address.Parameters, "index", out string? index)
            || !TryReadMapping(address.Parameters, out HistoryMapping? mapping, out string? mappedFrom))
        {
            return false;
        }

        value = new HistoryEntry(address, index, mapping, mappedFrom);
        return true;
    }

    private static NameAddr Made(SipUri uri, string index, HistoryMapping? mapping, string? mappedFrom)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (!IsIndex(index) || (mappedFrom is not null && !IsIndex(mappedFrom)))
            throw new ArgumentException($"'{index}' or '{mappedFrom}' is no index: numbers with dots between.", nameof(index));
        if (mapping is null != mappedFrom is null)
            throw new ArgumentException("A mapping needs the index of the entry that it came from, and the other way round.", nameof(mappedFrom));
        var address = new NameAddr(uri, null, SipParameters.Empty.With("index", index));
        return mapping is HistoryMapping how ? With(address, Name(how), mappedFrom) : address;
    }

    private static string Name(HistoryMapping mapping) => mapping switch
    {
        HistoryMapping.Contact => "rc",
        HistoryMapping.OtherUser => "mp",
        _ => "np",
    };

    private static bool TryReadMapping(SipParameters parameters, out HistoryMapping? mapping, out string? mappedFrom)
    {
        mapping = null;
        mappedFrom = null;
        for (HistoryMapping how = HistoryMapping.Contact; how <= HistoryMapping.Unchanged && mapping is null; how++)
        {
            if (!TryReadIndex(parameters, Name(how), out mappedFrom))
                return false;
            mapping = mappedFrom is null ? null : how;
        }

        return true;
    }

    private static bool TryReadIndex(SipParameters parameters, string name, out string? index) =>
        !parameters.TryGet(name, out index) || (index is not null && IsIndex(index));

    private static bool IsIndex(string text)
    {
        bool isDigit = false;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c) && (c != '.' || !isDigit))
                return false;
            isDigit = c != '.';
        }

        return isDigit;
    }
}
