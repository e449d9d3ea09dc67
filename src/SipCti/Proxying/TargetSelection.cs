namespace SipCti.Proxying;

/// <summary>What target selection found: targets, or an answer in their place, or that the request is not for a proxy.</summary>
internal readonly record struct TargetSelection
{
    /// <summary>Where the request goes; null when it goes nowhere.</summary>
    public TargetSet? Targets { get; private init; }

    /// <summary>The second forms to be returned to the caller; null for none.</summary>
    public AddressTranslation? Returned { get; private init; }

    /// <summary>The status of a refusal; 0 for none.</summary>
    public int Status { get; private init; }

    /// <summary>The reason phrase of the refusal.</summary>
    public string? Reason { get; private init; }

    /// <summary>The request is for this server itself: another component, or the end of the pipeline, answers it.</summary>
    public static TargetSelection NotForProxy => default;

    public static TargetSelection To(TargetSet targets) => new() { Targets = targets };

    public static TargetSelection To(ForwardingTarget target)
    {
        var targets = new TargetSet();
        targets.Add(target);
        return To(targets);
    }

    public static TargetSelection Return(AddressTranslation translation) => new() { Returned = translation };

    public static TargetSelection Refuse(int status, string? reason = null) => new() { Status = status, Reason = reason };
}
