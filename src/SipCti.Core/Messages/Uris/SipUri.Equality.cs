namespace SipCti.Messages;

/// <content>Comparison.</content>
public sealed partial class SipUri
{
    private bool IsUrn => _slices.Scheme == UriScheme.Other && Part(0, _slices.SchemeEnd).Equals("urn", StringComparison.OrdinalIgnoreCase);

    /// <summary>What stands behind the scheme and its colon.</summary>
    private ReadOnlySpan<char> Rest => Part(_slices.SchemeEnd + 1, _slices.End);

    private ParameterCursor AllParameters => new(_source, _start + _slices.ParametersStart, _start + _slices.ParametersEnd, isUri: true);

    /// <summary>
    /// True when both URIs mean the same: by RFC 3261 section 19.1.4 and RFC 5954 for sip and sips, by RFC 3966 section 4 for tel, by RFC 8141
    /// section 3 for urn; for other schemes, when what stands behind the scheme is the same text.
    /// For sip and sips this is not transitive: a parameter that one URI lacks is mostly ignored, so that a URI without it equals
    /// two others that differ in it.
    /// </summary>
    /// <param name="other">The other URI.</param>
    public bool Equals(SipUri? other)
    {
        if (other is null || other._slices.Scheme != _slices.Scheme)
            return false;
        if (ReferenceEquals(this, other) || Part(0, _slices.End).SequenceEqual(other.Part(0, other._slices.End)))
            return true;
        return _slices.Scheme switch
        {
            UriScheme.Tel => TelephoneText.Same(RawUser, other.RawUser) && UriParameterRules.SameForTel(AllParameters, other.AllParameters)
                && UriHeaderRules.Same(HeaderText, other.HeaderText, isNested: true),
            UriScheme.Other => EqualsOpaque(other),
            _ => EqualsSip(other, isNested: false),
        };
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SipUri);

    /// <summary>The same for URIs that are equal; parameters and headers do not count for it.</summary>
    public override int GetHashCode() => _slices.Scheme switch
    {
        UriScheme.Tel => HashCode.Combine(UriScheme.Tel, TelephoneText.Hash(RawUser)),
        UriScheme.Other => IsUrn ? UrnText.Hash(Rest) : string.GetHashCode(Rest, StringComparison.Ordinal),
        _ => HashCode.Combine(_slices.Scheme, _slices.HasUser ? UriEscape.Hash(RawUser) : 0, HostText.Hash(RawHost), Port),
    };

    /// <summary>The rules of section 19.1.4, in the order of what differs most often.</summary>
    /// <param name="other">A URI of the same scheme.</param>
    /// <param name="isNested">True for a URI that stands in a header of another one.</param>
    internal bool EqualsSip(SipUri other, bool isNested) =>
        _slices.Port == other._slices.Port
        && _slices.HasPort == other._slices.HasPort
        && _slices.HasUser == other._slices.HasUser
        && _slices.HasPassword == other._slices.HasPassword
        && UriEscape.Same(RawUser, other.RawUser, ignoreCase: false)
        && HostText.Same(RawHost, other.RawHost)
        && UriEscape.Same(RawPassword, other.RawPassword, ignoreCase: false)
        && UriParameterRules.SameForSip(AllParameters, other.AllParameters)
        && UriHeaderRules.Same(HeaderText, other.HeaderText, isNested);

    private bool EqualsOpaque(SipUri other)
    {
        if (!Part(0, _slices.SchemeEnd).Equals(other.Part(0, other._slices.SchemeEnd), StringComparison.OrdinalIgnoreCase))
            return false;
        return IsUrn ? UrnText.Same(Rest, other.Rest) : Rest.SequenceEqual(other.Rest);
    }
}
