using System.Text;
using CsCheck;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Core.Tests.Messages;

/// <summary>An edit changes the field that it names, as it says; every byte of every other field stays, and so do start line and body.</summary>
public sealed class HeaderEditPropertyTests
{
    private const string StartLine = "INVITE sip:b@h;x=1 SIP/2.0";

    // The parser looks at the first Via, so that one comes first.
    private const string TopVia = "Via: SIP/2.0/TCP a;branch=z9hG4bK1";

    private static readonly string[] Required = ["f:  <sip:a@h>;tag=1", "To\t: <sip:b@h>", "CALL-ID: c", "CSeq: 1\r\n INVITE", "o:\tpresence\r\n\t;id=1 "];

    private static readonly HeaderId[] Fields =
        [HeaderId.Via, HeaderId.Route, HeaderId.RecordRoute, HeaderId.Contact, HeaderId.Supported, HeaderId.Allow, HeaderId.Subject, HeaderId.UserAgent, HeaderId.Event];

    private static readonly Dictionary<HeaderId, string[]> Names = new()
    {
        [HeaderId.Via] = ["Via", "v", "VIA"],
        [HeaderId.Route] = ["Route", "ROUTE"],
        [HeaderId.RecordRoute] = ["Record-Route", "record-route"],
        [HeaderId.Contact] = ["Contact", "m"],
        [HeaderId.Supported] = ["Supported", "k", "K"],
        [HeaderId.Allow] = ["Allow", "allow"],
        [HeaderId.Subject] = ["Subject", "s"],
        [HeaderId.UserAgent] = ["User-Agent"],
        [HeaderId.Unknown] = ["X-Other", "x-other", "Xo"],
    };

    private static readonly Gen<string> Value = Gen.OneOf(
        Gen.Const("<sip:p1;lr>"), Gen.Const("\"a, b\" <sip:p2;lr>"), Gen.Const("one"), Gen.Const("x;y=\"\\\",\""), Gen.Const("SIP/2.0/TCP h;branch=z9hG4bK2"));

    private static readonly Gen<string> Line =
        from id in Gen.OneOf([.. Names.Keys])
        from name in Gen.OneOf(Names[id])
        from before in Gen.OneOf(": ", ":", " : ", ":\t", ":\r\n ")
        from values in Value.Array[1, 3]
        from comma in Gen.OneOf(", ", ",", " , ", ",\r\n\t")
        from after in Gen.OneOf("", " ", "\t")
        select name + before + string.Join(comma, values) + after;

    private static readonly Gen<(SipRequest Message, string[] Lines, byte[] Body)> Message =
        from required in Gen.Shuffle(Required)
        from more in Line.Array[0, 8]
        from at in Gen.Int[0, Required.Length]
        from body in Gen.Byte.Array[0, 20]
        select Read([TopVia, .. required[..at], .. more, .. required[at..]], body);

    private static readonly Gen<HeaderId> Field = Gen.OneOf(Fields);

    [Test]
    public void Set_leaves_one_line_where_the_first_stood() => Check((headers, id) => headers.Set(id, "new"), (before, id) =>
        Count(before, id) == 0 ? [.. before, Made(id, "new")] : [.. before.Select((line, i) => i == First(before, id) ? Made(id, "new") : line).Where((line, i) => i == First(before, id) || IdOf(line) != id)]);

    [Test]
    public void Append_adds_the_last_line() => Check((headers, id) => headers.Append(id, "new"), (before, id) => [.. before, Made(id, "new")]);

    [Test]
    public void Prepend_adds_a_line_before_the_first_of_the_field() => Check((headers, id) => headers.Prepend(id, "new"), (before, id) =>
        [.. before[..Math.Max(First(before, id), 0)], Made(id, "new"), .. before[Math.Max(First(before, id), 0)..]]);

    [Test]
    public void Remove_takes_all_lines_of_the_field() => Check((headers, id) => headers.Remove(id), (before, id) => [.. before.Where(line => IdOf(line) != id)]);

    [Test]
    public void An_edit_by_name_spares_the_fields_of_other_names() => Message.Sample(
        given =>
        {
            given.Message.Headers.Set("x-OTHER", "new");
            string[] expected = [.. given.Lines.Where(line => !IsOther(line))];
            return LinesOf(given.Message).Where(line => !IsOther(line)).SequenceEqual(expected)
                && given.Message.Headers.Values("X-Other").SequenceEqual(["new"])
                && given.Message.Body.Span.SequenceEqual(given.Body);

            static bool IsOther(string line) => line.StartsWith("x-other", StringComparison.OrdinalIgnoreCase);
        },
        iter: 1_000);

    [Test]
    public void The_first_value_goes_and_the_others_stay() => Gen.Select(Message, Field).Sample((given, id) =>
    {
        IReadOnlyList<string> values = given.Message.Headers.Values(id);
        bool isThere = given.Message.Headers.Contains(id);
        return given.Message.Headers.RemoveFirstValue(id) == isThere
            && given.Message.Headers.Values(id).SequenceEqual(values.Skip(1))
            && OthersStay(given.Message, given.Lines, given.Body, id);
    }, iter: 1_000);

    [Test]
    public void The_first_value_is_replaced_and_the_others_stay() => Gen.Select(Message, Field).Sample((given, id) =>
    {
        IReadOnlyList<string> values = given.Message.Headers.Values(id);
        given.Message.Headers.ReplaceFirstValue(id, "new");
        return given.Message.Headers.Values(id).SequenceEqual(["new", .. values.Skip(1)]) && OthersStay(given.Message, given.Lines, given.Body, id);
    }, iter: 1_000);

    /// <summary>A line of a field with this value, spaces aside.</summary>
    private static string Made(HeaderId id, string value) => $"{HeaderTable.Name(id)}: {value}";

    private static void Check(Action<SipHeaders, HeaderId> edit, Func<string[], HeaderId, string[]> expected) => Gen.Select(Message, Field).Sample((given, id) =>
    {
        edit(given.Message.Headers, id);
        string[] after = LinesOf(given.Message);
        string[] wanted = expected(given.Lines, id);
        return after.Length == wanted.Length && after.Zip(wanted).All(pair => pair.First == pair.Second || IsSameField(pair.First, pair.Second))
            && OthersStay(given.Message, given.Lines, given.Body, id);
    }, iter: 1_000);

    /// <summary>The new line may keep the name and the spaces of the one that it replaces.</summary>
    private static bool IsSameField(string line, string wanted) =>
        wanted.EndsWith(": new", StringComparison.Ordinal) && IdOf(line) == IdOf(wanted) && line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() == "new";

    private static bool OthersStay(SipRequest message, string[] before, byte[] body, HeaderId id) =>
        LinesOf(message).Where(line => IdOf(line) != id).SequenceEqual(before.Where(line => IdOf(line) != id))
        && message.ToString().StartsWith(StartLine + "\r\n", StringComparison.Ordinal)
        && message.Body.Span.SequenceEqual(body)
        && message.ToArray().AsSpan().EndsWith([.. "\r\n\r\n"u8, .. body]);

    private static (SipRequest Message, string[] Lines, byte[] Body) Read(string[] lines, byte[] body)
    {
        byte[] bytes = [.. Encoding.Latin1.GetBytes($"{StartLine}\r\n{string.Join("\r\n", lines)}\r\n\r\n"), .. body];
        Assert.That(SipMessage.TryParse(bytes, SipLimits.Default, out SipMessage? message, out SipFault fault), Is.True, () => $"{fault}\n{Encoding.Latin1.GetString(bytes)}");
        return ((SipRequest)message!, lines, body);
    }

    /// <summary>The header fields as written, each with its folds.</summary>
    private static string[] LinesOf(SipMessage message)
    {
        byte[] bytes = message.ToArray();
        string head = Encoding.Latin1.GetString(bytes.AsSpan(0, bytes.Length - message.Body.Length - 4));
        List<string> lines = [];
        foreach (string line in head.Split("\r\n")[1..])
        {
            if (line.StartsWith(' ') || line.StartsWith('\t'))
                lines[^1] += "\r\n" + line;
            else
                lines.Add(line);
        }

        return [.. lines];
    }

    private static int Count(string[] lines, HeaderId id) => lines.Count(line => IdOf(line) == id);

    private static int First(string[] lines, HeaderId id) => Array.FindIndex(lines, line => IdOf(line) == id);

    private static HeaderId IdOf(string line) => HeaderTable.Find(line[..line.IndexOf(':', StringComparison.Ordinal)].TrimEnd());
}
