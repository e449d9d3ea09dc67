namespace SipCti.Messages;

/// <summary>The header fields known by name. Compact forms (RFC 3261 section 7.3.3) share the value of their long form. Sections are those of RFC 3261 where no other RFC is named.</summary>
public enum HeaderId : byte
{
    /// <summary>Any other header field; it is kept and passed on as it is.</summary>
    Unknown = 0,

    /// <summary>The path taken, and the way back for responses (RFC 3261 section 20.42).</summary>
    Via,

    /// <summary>Who sends (section 20.20).</summary>
    From,

    /// <summary>Who is meant (section 20.39).</summary>
    To,

    /// <summary>The Call-ID (section 20.8).</summary>
    CallId,

    /// <summary>Order within a dialog (section 20.16).</summary>
    CSeq,

    /// <summary>Where its sender can be reached (section 20.10).</summary>
    Contact,

    /// <summary>Hops left (section 20.22).</summary>
    MaxForwards,

    /// <summary>Proxies still to visit (section 20.34).</summary>
    Route,

    /// <summary>Proxies that stay in the path (section 20.30).</summary>
    RecordRoute,

    /// <summary>Proxies between registrar and terminal (RFC 3327).</summary>
    Path,

    /// <summary>Media type of the body (section 20.15).</summary>
    ContentType,

    /// <summary>Bytes of the body (section 20.14).</summary>
    ContentLength,

    /// <summary>Seconds that a registration or invitation holds (section 20.19).</summary>
    Expires,

    /// <summary>Least expiry accepted (section 20.23).</summary>
    MinExpires,

    /// <summary>Digest credentials for a server (section 20.7).</summary>
    Authorization,

    /// <summary>Digest credentials for a proxy (section 20.28).</summary>
    ProxyAuthorization,

    /// <summary>Digest challenge of a server (section 20.44).</summary>
    WwwAuthenticate,

    /// <summary>Digest challenge of a proxy (section 20.27).</summary>
    ProxyAuthenticate,

    /// <summary>Answer to credentials (section 20.6).</summary>
    AuthenticationInfo,

    /// <summary>Methods supported (section 20.5).</summary>
    Allow,

    /// <summary>Extensions supported (section 20.37).</summary>
    Supported,

    /// <summary>Extensions demanded of the server (section 20.32).</summary>
    Require,

    /// <summary>Extensions demanded of proxies (section 20.29).</summary>
    ProxyRequire,

    /// <summary>Extensions not supported (section 20.40).</summary>
    Unsupported,

    /// <summary>Where to send the new request (RFC 3515).</summary>
    ReferTo,

    /// <summary>Who asked for it (RFC 3892).</summary>
    ReferredBy,

    /// <summary>The dialog to take over (RFC 3891).</summary>
    Replaces,

    /// <summary>The event package (RFC 6665).</summary>
    Event,

    /// <summary>State of the subscription (RFC 6665).</summary>
    SubscriptionState,

    /// <summary>Product of the client (section 20.41).</summary>
    UserAgent,

    /// <summary>Product of the server (section 20.35).</summary>
    Server,

    /// <summary>Why a request was sent (RFC 3326).</summary>
    Reason,

    /// <summary>When to try again (section 20.33).</summary>
    RetryAfter,

    /// <summary>More about the status (section 20.43).</summary>
    Warning,

    /// <summary>How to ring (section 20.4).</summary>
    AlertInfo,

    /// <summary>More about caller or callee (section 20.9).</summary>
    CallInfo,

    /// <summary>When it was sent (section 20.17).</summary>
    Date,

    /// <summary>When it was sent, for round-trip times (section 20.38).</summary>
    Timestamp,

    /// <summary>What the call is about (section 20.36).</summary>
    Subject,

    /// <summary>Acknowledges a reliable provisional response (RFC 3262).</summary>
    RAck,

    /// <summary>Orders reliable provisional responses (RFC 3262).</summary>
    RSeq,

    /// <summary>Session interval (RFC 4028).</summary>
    SessionExpires,

    /// <summary>Least session interval (RFC 4028).</summary>
    MinSe,

    /// <summary>Route for later requests (RFC 3608).</summary>
    ServiceRoute,

    /// <summary>Media types accepted (section 20.1).</summary>
    Accept,

    /// <summary>Event packages supported (RFC 6665).</summary>
    AllowEvents,

    /// <summary>Wanted properties of the terminal (RFC 3841).</summary>
    AcceptContact,

    /// <summary>Body encodings accepted (section 20.2).</summary>
    AcceptEncoding,

    /// <summary>Languages accepted (section 20.3).</summary>
    AcceptLanguage,

    /// <summary>What the body is for (section 20.11).</summary>
    ContentDisposition,

    /// <summary>Encoding of the body (section 20.12).</summary>
    ContentEncoding,

    /// <summary>Language of the body (section 20.13).</summary>
    ContentLanguage,

    /// <summary>Who diverted the call (RFC 5806).</summary>
    Diversion,

    /// <summary>More about an error (section 20.18).</summary>
    ErrorInfo,

    /// <summary>Keep-alive interval of a flow (RFC 5626).</summary>
    FlowTimer,

    /// <summary>How the request came here (RFC 7044).</summary>
    HistoryInfo,

    /// <summary>Signed caller identity (RFC 8224).</summary>
    Identity,

    /// <summary>Where the signer's certificate is (RFC 4474).</summary>
    IdentityInfo,

    /// <summary>Calls that this one answers (section 20.21).</summary>
    InReplyTo,

    /// <summary>The dialog to join (RFC 3911).</summary>
    Join,

    /// <summary>MIME version of the body (section 20.24).</summary>
    MimeVersion,

    /// <summary>Organization of the sender (section 20.25).</summary>
    Organization,

    /// <summary>Access network (RFC 7315).</summary>
    PAccessNetworkInfo,

    /// <summary>Caller identity vouched for (RFC 3325).</summary>
    PAssertedIdentity,

    /// <summary>Other addresses of the registered one (RFC 7315).</summary>
    PAssociatedUri,

    /// <summary>Address that was called (RFC 7315).</summary>
    PCalledPartyId,

    /// <summary>Identity that the caller prefers (RFC 3325).</summary>
    PPreferredIdentity,

    /// <summary>Urgency (section 20.26).</summary>
    Priority,

    /// <summary>Privacy asked for (RFC 3323).</summary>
    Privacy,

    /// <summary>Whether REFER makes a subscription (RFC 4488).</summary>
    ReferSub,

    /// <summary>Unwanted properties of the terminal (RFC 3841).</summary>
    RejectContact,

    /// <summary>Identity before RFC 3325, still deployed.</summary>
    RemotePartyId,

    /// <summary>Where to call back (section 20.31).</summary>
    ReplyTo,

    /// <summary>How to route (RFC 3841).</summary>
    RequestDisposition,

    /// <summary>Security mechanisms of the client (RFC 3329).</summary>
    SecurityClient,

    /// <summary>Security mechanisms of the server (RFC 3329).</summary>
    SecurityServer,

    /// <summary>Echo of Security-Server (RFC 3329).</summary>
    SecurityVerify,

    /// <summary>End-to-end session identifier (RFC 7989).</summary>
    SessionId,

    /// <summary>Version of published state (RFC 3903).</summary>
    SipEtag,

    /// <summary>Version to be replaced (RFC 3903).</summary>
    SipIfMatch,

    /// <summary>A dialog known to both sides (RFC 4538).</summary>
    TargetDialog,

    /// <summary>Where the caller is (RFC 6442).</summary>
    Geolocation,

    /// <summary>Whether the location may be used to route (RFC 6442).</summary>
    GeolocationRouting,

    /// <summary>What was wrong with a location (RFC 6442).</summary>
    GeolocationError,

    /// <summary>What ties the charging records of a call together (RFC 7315).</summary>
    PChargingVector,

    /// <summary>Answer of a proxy to credentials (RFC 7615).</summary>
    ProxyAuthenticationInfo,

    /// <summary>Who collects charging records (RFC 7315).</summary>
    PChargingFunctionAddresses,

    /// <summary>Network that a roaming terminal is in (RFC 7315).</summary>
    PVisitedNetworkId,

    /// <summary>The user served by an application server (RFC 5502).</summary>
    PServedUser,

    /// <summary>Whether early media is allowed (RFC 5009).</summary>
    PEarlyMedia,

    /// <summary>Whether an answer is confirmed (RFC 4964).</summary>
    PAnswerState,

    /// <summary>Service vouched for (RFC 6050).</summary>
    PAssertedService,

    /// <summary>Service that the caller prefers (RFC 6050).</summary>
    PPreferredService,

    /// <summary>Key of the profile of a service (RFC 5002).</summary>
    PProfileKey,

    /// <summary>Tokens that allow media (RFC 3313).</summary>
    PMediaAuthorization,

    /// <summary>Priority of emergency and military calls (RFC 4412).</summary>
    ResourcePriority,

    /// <summary>Priorities known (RFC 4412).</summary>
    AcceptResourcePriority,

    /// <summary>What an INFO request is about (RFC 6086).</summary>
    InfoPackage,

    /// <summary>Info packages that are taken (RFC 6086).</summary>
    RecvInfo,

    /// <summary>What one user's application tells the other's (RFC 7433).</summary>
    UserToUser,

    /// <summary>How many branches a request may have at once (RFC 5393).</summary>
    MaxBreadth,

    /// <summary>Features of elements on the way (RFC 6809).</summary>
    FeatureCaps,

    /// <summary>Whether to answer without asking the user (RFC 5373).</summary>
    AnswerMode,

    /// <summary>The same with a right to it (RFC 5373).</summary>
    PrivAnswerMode,

    /// <summary>State that need not be told again (RFC 5839).</summary>
    SuppressIfMatch,

    /// <summary>Name of the body, for references to it (RFC 8262).</summary>
    ContentId,

    /// <summary>How a body part is encoded for transfer (RFC 2045); SIP bodies need none.</summary>
    ContentTransferEncoding,

    /// <summary>Where to subscribe to the outcome of REFER (RFC 7614).</summary>
    ReferEventsAt,

    /// <summary>Where to ask recipients for consent (RFC 5360).</summary>
    TriggerConsent,

    /// <summary>Recipients that have not consented (RFC 5360).</summary>
    PermissionMissing,

    /// <summary>Session policy in use (RFC 6794).</summary>
    PolicyId,

    /// <summary>Where to get the session policy (RFC 6794).</summary>
    PolicyContact,
}
