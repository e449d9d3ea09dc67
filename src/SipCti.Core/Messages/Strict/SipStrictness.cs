namespace SipCti.Messages;

/// <summary>How close to its grammar a message must be to be read.</summary>
public enum SipStrictness
{
    /// <summary>
    /// What deployed devices send is read, as long as its meaning is beyond doubt; each departure from the grammar is listed with
    /// its reason in <c>docs/interoperability.md</c>. The default.
    /// </summary>
    Interoperable = 0,

    /// <summary>
    /// Start line, URIs and the header fields of RFC 3261 and its extensions must keep to their grammar (RFC 3261 section 25, RFC 5954, RFC 3966).
    /// For conformance tests, and for borders where nothing malformed shall pass. Costs a walk over all header fields.
    /// </summary>
    Strict = 1,
}
