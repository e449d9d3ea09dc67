using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SipCti.Messages;

namespace SipCti.Testing;

/// <summary>What a scenario's line says about a message: <c>INVITE sip:bob@*</c> or <c>180 Ringing (INVITE)</c>, and about its headers.</summary>
internal sealed partial class MessagePattern
{
    private readonly string? _method;
    private readonly string? _uri;
    private readonly string? _status;
    private readonly string? _reason;
    private readonly List<(string Name, string? Value, bool IsAbsent)> _headers = [];

    private MessagePattern(string? method, string? uri, string? status, string? reason) => (_method, _uri, _status, _reason) = (method, uri, status, reason);

    /// <summary>Reads the part of a line after the receiver; null when it is neither a method nor a status.</summary>
    public static MessagePattern? Parse(string text)
    {
        if (Response().Match(text) is { Success: true } response)
            return new(NullIfEmpty(response.Groups["method"].Value), null, response.Groups["status"].Value, NullIfEmpty(response.Groups["reason"].Value.Trim()));
        if (Request().Match(text) is { Success: true } request) return new(request.Groups["method"].Value, NullIfEmpty(request.Groups["uri"].Value), null, null);
        return null;
    }

    /// <summary>Adds a line about a header: <c>Name: pattern</c>, <c>Name</c> (it is there) or <c>!Name</c> (it is not); false when it is none of these.</summary>
    public bool TryAdd(string text)
    {
        if (Header().Match(text) is not { Success: true } header) return false;
        _headers.Add((header.Groups["name"].Value, header.Groups["value"] is { Success: true } value ? value.Value.Trim() : null, header.Groups["not"].Length > 0));
        return !(_headers[^1].IsAbsent && _headers[^1].Value is not null);
    }

    /// <summary>Whether a message is of the kind that the first line names, whatever its headers.</summary>
    public bool IsSameKind(SipMessage message) => message switch
    {
        SipRequest request => _status is null && request.Method.Name == _method,
        SipResponse response => _status is not null && HasStatus(response) && (_method is null || response.CSeq.Method.Name == _method),
        _ => false,
    };

    /// <summary>Why a message does not match; null when it does.</summary>
    public string? Mismatch(SipMessage message)
    {
        if (!IsSameKind(message)) return "another message";
        if (_uri is not null && message is SipRequest request && !Matches(request.RequestUri.ToString(), _uri))
            return $"the Request-URI is '{request.RequestUri}'";
        if (_reason is not null && message is SipResponse response && !Matches(response.ReasonPhrase, _reason))
            return $"the reason phrase is '{response.ReasonPhrase}'";
        return _headers.Select(h => Mismatch(message, h.Name, h.Value, h.IsAbsent)).FirstOrDefault(m => m is not null);
    }

    private static string? Mismatch(SipMessage message, string name, string? pattern, bool isAbsent)
    {
        if (name.Equals("body", StringComparison.OrdinalIgnoreCase))
        {
            var body = Encoding.UTF8.GetString(message.Body.Span);
            return isAbsent ? body.Length == 0 ? null : "there is a body" : Matches(body, pattern ?? "?*") ? null : $"the body is '{body}'";
        }

        if (message.Headers.First(name) is not { } first) return isAbsent ? null : $"there is no {name}";
        if (isAbsent) return $"there is {name}: {first}";

        // A header as it stands, or one element of a list.
        string[] values = [.. message.Headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value)];
        return pattern is null || values.Concat(message.Headers.Values(name)).Any(v => Matches(v, pattern)) ? null : $"{name} is '{string.Join("', '", values)}'";
    }

    private bool HasStatus(SipResponse response)
    {
        var digits = response.StatusCode.ToString(CultureInfo.InvariantCulture);
        return digits.Zip(_status!).All(pair => pair.Second == 'x' || pair.First == pair.Second);
    }

    // '*' stands for any text, '?' for one character, as in file names.
    private static bool Matches(string text, string pattern)
    {
        var regex = Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal);
        return Regex.IsMatch(text, $@"\A{regex}\z", RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    [GeneratedRegex(@"^(?<status>[1-6](\d\d|\dx|xx))(\s+(?<reason>[^(]+))?(\s*\((?<method>[A-Za-z]+)\))?$")]
    private static partial Regex Response();

    [GeneratedRegex(@"^(?<method>[A-Z]+)(\s+(?<uri>\S+))?$")]
    private static partial Regex Request();

    [GeneratedRegex(@"^(?<not>!?)(?<name>[A-Za-z0-9-]+)\s*(:(?<value>.*))?$")]
    private static partial Regex Header();
}
