namespace SipCti.Cti;

/// <summary>How a call that an application wants is to be made.</summary>
public sealed record MakeCallOptions
{
    internal static readonly MakeCallOptions Default = new();

    /// <summary>Whether the user of the calling device is asked first. Default: <see cref="AutoOriginate.Prompt"/>.</summary>
    public AutoOriginate AutoOriginate { get; init; }

    /// <summary>The id that the call shall have, 1 to 128 visible ASCII characters, in use by no other call; null (the default) for one chosen by the service.</summary>
    public string? CallId { get; init; }

    /// <summary>Names the request: a repetition with the same key from the same application makes no second call but gets the first one's answer, for as long as <see cref="CtiOptions.IdempotencyTime"/>. Null (the default): none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The name that the calling device shows as the caller while it rings; null (the default): only the called address. No line breaks, at most 256 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>How long the calling device may ring. Default: 60 seconds; more than 0.</summary>
    public TimeSpan PromptTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the calling device, once answered, has to send its own INVITE before the pass-through calls in its place. Default: 5 seconds; more than 0.</summary>
    public TimeSpan TerminalInviteTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the called side may take when the pass-through calls in the terminal's place. Default: 3 minutes; more than 0.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromMinutes(3);

    internal void Validate()
    {
        if (!Enum.IsDefined(AutoOriginate)) throw Wrong(nameof(AutoOriginate), "must be Prompt or DoNotPrompt");
        if (CallId is not null && (CallId.Length is 0 or > 128 || CallId.AsSpan().ContainsAnyExceptInRange('!', '~')))
            throw Wrong(nameof(CallId), "must be 1 to 128 visible ASCII characters");
        if (IdempotencyKey is { Length: 0 or > 256 }) throw Wrong(nameof(IdempotencyKey), "must be 1 to 256 characters");
        if (DisplayName is not null && (DisplayName.Length > 256 || DisplayName.Any(char.IsControl))) throw Wrong(nameof(DisplayName), "must be at most 256 characters without line breaks");
        Positive(PromptTimeout, nameof(PromptTimeout));
        Positive(TerminalInviteTimeout, nameof(TerminalInviteTimeout));
        Positive(AnswerTimeout, nameof(AnswerTimeout));
    }

    private static void Positive(TimeSpan time, string name)
    {
        if (time <= TimeSpan.Zero || time > TimeSpan.FromDays(1)) throw Wrong(name, "must be more than 0 and at most a day");
    }

    private static CtiException Wrong(string name, string must) =>
        new(CtiErrorCategory.Operation, CtiErrorValue.InvalidParameterValue, $"MakeCallOptions.{name} {must}.");
}
