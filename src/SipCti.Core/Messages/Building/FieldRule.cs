namespace SipCti.Messages;

/// <summary>What the standards say about a header field in messages of one kind: that it must stand there, or that it must not.</summary>
/// <param name="Id">The field.</param>
/// <param name="Must">True when it must stand; false when it must not.</param>
/// <param name="Section">Where that is said.</param>
internal readonly record struct FieldRule(HeaderId Id, bool Must, string Section)
{
    private static readonly FieldRule DialogContact = new(HeaderId.Contact, true, "RFC 3261 section 8.1.1.8");

    /// <summary>The rules for requests of a method, besides the fields that every request has.</summary>
    public static FieldRule[] OfRequest(SipMethod method) => method.Name switch
    {
        "INVITE" => [DialogContact],
        "SUBSCRIBE" => [DialogContact, new(HeaderId.Event, true, "RFC 6665")],
        "REFER" => [new(HeaderId.Contact, true, "RFC 3515 section 2"), new(HeaderId.ReferTo, true, "RFC 3515 section 2.4.1")],
        "UPDATE" => [new(HeaderId.Contact, true, "RFC 3311 section 5.1")],
        "NOTIFY" =>
        [
            new(HeaderId.Contact, true, "RFC 3265"),
            new(HeaderId.Event, true, "RFC 6665"),
            new(HeaderId.SubscriptionState, true, "RFC 6665"),
        ],
        "PUBLISH" => [new(HeaderId.Event, true, "RFC 3903 section 4")],
        "PRACK" => [new(HeaderId.RAck, true, "RFC 3262 section 7.2")],
        "MESSAGE" => [new(HeaderId.Contact, false, "RFC 3428 section 4")],
        "CANCEL" =>
        [
            new(HeaderId.Require, false, "RFC 3261 section 9.1"),
            new(HeaderId.ProxyRequire, false, "RFC 3261 section 9.1"),
        ],
        _ => [],
    };

    /// <summary>
    /// The rules for responses to a method, besides the fields that every response takes over. What a standard demands for some
    /// methods is not demanded for the others; CANCEL, which cannot be sent again with more in it, has none (RFC 3261 section 20, tables 2 and 3).
    /// </summary>
    public static FieldRule[] OfResponse(SipMethod method, int statusCode) => statusCode switch
    {
        _ when method == SipMethod.Cancel => [],
        >= 200 and < 300 when method.MayFormDialog => [new(HeaderId.Contact, true, "RFC 3261 section 12.1.1")],
        401 => [new(HeaderId.WwwAuthenticate, true, "RFC 3261 section 20.44")],
        405 => [new(HeaderId.Allow, true, "RFC 3261 section 21.4.6")],
        407 => [new(HeaderId.ProxyAuthenticate, true, "RFC 3261 section 20.27")],
        420 => [new(HeaderId.Unsupported, true, "RFC 3261 section 8.2.2.3")],
        421 => [new(HeaderId.Require, true, "RFC 3261 section 8.2.4")],
        422 => [new(HeaderId.MinSe, true, "RFC 4028 section 6")],
        423 when method == SipMethod.Register => [new(HeaderId.MinExpires, true, "RFC 3261 section 10.3")],
        423 when method == SipMethod.Publish => [new(HeaderId.MinExpires, true, "RFC 3903")],
        489 when method == SipMethod.Subscribe || method == SipMethod.Notify => [new(HeaderId.AllowEvents, true, "RFC 3265")],
        _ => [],
    };
}
