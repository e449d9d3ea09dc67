namespace SipCti.Messages;

/// <summary>How often a header field may stand in a message, and whether a line of it may hold several values.</summary>
internal enum HeaderShape : byte
{
    /// <summary>Any number of lines, one value each (RFC 3261 section 7.3.1 names the digest fields so).</summary>
    Lines,

    /// <summary>One line, one value.</summary>
    Once,

    /// <summary>Values separated by commas, over any number of lines, which are one list.</summary>
    Many,
}
