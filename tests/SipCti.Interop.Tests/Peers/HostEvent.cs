namespace SipCti.Interop.Tests.Peers;

/// <summary>One CTI event as PbxHost prints it: <c>event Delivered call=7 device=sip:bob@pbx.example ...</c>.</summary>
internal sealed record HostEvent(string Name, IReadOnlyDictionary<string, string> Values)
{
    public string? this[string key] => Values.GetValueOrDefault(key);

    public static HostEvent Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new HostEvent(words[1], words.Skip(2).Select(w => w.Split('=', 2)).Where(p => p.Length == 2)
            .ToDictionary(p => p[0], p => p[1]));
    }

    public override string ToString() => $"{Name} {string.Join(' ', Values.Select(v => $"{v.Key}={v.Value}"))}";
}
