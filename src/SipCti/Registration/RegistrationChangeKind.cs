namespace SipCti.Registration;

/// <summary>What happened to a binding.</summary>
public enum RegistrationChangeKind
{
    /// <summary>It was not there before.</summary>
    Added,

    /// <summary>It was there and was registered again, perhaps with other properties.</summary>
    Refreshed,

    /// <summary>The terminal, or somebody for it, took it back.</summary>
    Removed,

    /// <summary>Its time ran out.</summary>
    Expired,
}
