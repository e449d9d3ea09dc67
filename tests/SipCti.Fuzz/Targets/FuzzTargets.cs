namespace SipCti.Fuzz.Targets;

/// <summary>Takes any bytes; throws when the code under test throws or contradicts itself.</summary>
/// <param name="input">The bytes.</param>
public delegate void FuzzTarget(byte[] input);

/// <summary>The targets by name.</summary>
public static class FuzzTargets
{
    public static IReadOnlyDictionary<string, FuzzTarget> All { get; } = new SortedDictionary<string, FuzzTarget>(StringComparer.Ordinal)
    {
        ["framer"] = FramerTarget.Run,
        ["header"] = HeaderTarget.Run,
        ["message"] = MessageTarget.Run,
        ["multipart"] = MultipartTarget.Run,
        ["sdp"] = SdpTarget.Run,
        ["uri"] = UriTarget.Run,
    };
}
