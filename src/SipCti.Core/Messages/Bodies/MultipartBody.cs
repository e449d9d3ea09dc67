using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SipCti.Messages;

/// <summary>
/// A body of several parts (RFC 5621, RFC 2046 section 5.1), of any subtype. Immutable; parts that are not changed, the delimiters
/// between them and the text before and behind them keep their bytes. A part may itself be multipart: read its body in the same way.
/// </summary>
public sealed class MultipartBody
{
    /// <summary>Parts beyond which a body is refused: senders put two or three there.</summary>
    internal const int MaxParts = 64;

    private readonly MultipartPart[] _parts;

    // What stands before each part: text before the first delimiter, and the delimiters.
    private readonly ReadOnlyMemory<byte>[] _leads;

    // The close delimiter and the text behind it.
    private readonly ReadOnlyMemory<byte> _tail;
    private readonly ReadOnlyMemory<byte> _read;
    private byte[]? _written;

    private MultipartBody(MediaType contentType, MultipartPart[] parts, ReadOnlyMemory<byte>[] leads, ReadOnlyMemory<byte> tail, ReadOnlyMemory<byte> read)
    {
        ContentType = contentType;
        _parts = parts;
        _leads = leads;
        _tail = tail;
        _read = read;
    }

    /// <summary>The Content-Type of the whole, with the boundary.</summary>
    public MediaType ContentType { get; }

    /// <summary>The parts in order, at least one.</summary>
    public IReadOnlyList<MultipartPart> Parts => _parts;

    /// <summary>
    /// False when the delimiter that closes the last part is missing. Content-Length already told that the body is complete, so the
    /// last part is taken to reach to the end of it; one who holds to RFC 2046 refuses such a body.
    /// </summary>
    public bool IsClosed => !_tail.IsEmpty;

    /// <summary>Reads a multipart body. Lines may end in CRLF or LF. Never throws for what the bytes hold.</summary>
    /// <param name="body">The body of a message, or of a part; it is not copied and must not change later.</param>
    /// <param name="contentType">Its Content-Type.</param>
    /// <param name="multipart">The body read.</param>
    /// <returns>
    /// False when the type is not multipart or has no boundary of 1 to 70 characters; there is no part, or more than 64; or a part
    /// has a malformed header field, more than 32 of them, or more than 8,192 bytes in them.
    /// </returns>
    public static bool TryParse(ReadOnlyMemory<byte> body, MediaType contentType, [NotNullWhen(true)] out MultipartBody? multipart)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        multipart = null;
        if (!contentType.IsMultipart || !MultipartScanner.IsBoundary(contentType.Boundary))
            return false;
        MediaType defaultType = contentType.Subtype.Equals("digest", StringComparison.OrdinalIgnoreCase) ? new MediaType("message", "rfc822") : MediaType.PlainText;
        var parts = new List<MultipartPart>(4);
        var leads = new List<ReadOnlyMemory<byte>>(4);
        var scanner = new MultipartScanner(body.Span, Encoding.ASCII.GetBytes(contentType.Boundary!));
        if (!scanner.Next() || scanner.IsClose)
            return false;
        int lead = 0;
        while (!scanner.IsClose)
        {
            int start = scanner.End;
            leads.Add(body[lead..start]);
            bool isEnded = scanner.Next();
            lead = isEnded ? scanner.Start : body.Length;

            // Two delimiters that share one line end have no part between them, not even an empty one.
            if (lead < start || parts.Count == MaxParts || !MultipartPart.TryParse(body[start..lead], defaultType, out MultipartPart? part))
                return false;
            parts.Add(part!);
            if (!isEnded)
                break;
        }

        multipart = new MultipartBody(contentType, [.. parts], [.. leads], body[lead..], body);
        return true;
    }

    /// <summary>Makes a body with a random boundary that occurs in none of its parts.</summary>
    /// <param name="subtype">A token: <c>mixed</c>, <c>alternative</c>, <c>related</c>, ... For <c>related</c> the parameter <c>type</c> tells the type of the first part (RFC 2387 section 3.1).</param>
    /// <param name="parts">The parts, 1 to 64.</param>
    /// <exception cref="ArgumentException">The subtype is no token, or there is no part, or more than 64.</exception>
    public static MultipartBody Create(string subtype, params IEnumerable<MultipartPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        MultipartPart[] all = [.. parts];
        if (all.Length is 0 or > MaxParts)
            throw new ArgumentException($"A multipart body has 1 to {MaxParts} parts.", nameof(parts));
        var contentType = new MediaType("multipart", subtype);
        if (subtype.Equals("related", StringComparison.OrdinalIgnoreCase) && all[0].TryGetContentType(out MediaType root))
            contentType = contentType.WithParameter("type", $"{root.Type}/{root.Subtype}");
        return Create(contentType, all, SipTokens.NewCallId);
    }

    /// <summary>The same body with another part in the place of one. A new boundary is taken when the old one occurs in the new part.</summary>
    /// <param name="index">Which part, from 0.</param>
    /// <param name="part">The new part.</param>
    public MultipartBody WithPart(int index, MultipartPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _parts.Length);
        MultipartPart[] parts = [.. _parts];
        parts[index] = part;

        // A carriage return at the end of a part would be taken for half of the delimiter's line end where that is a bare LF.
        ReadOnlySpan<byte> behind = (index + 1 < _parts.Length ? _leads[index + 1] : _tail).Span;
        bool isJoined = part.Body.Span is [.., (byte)'\r'] && behind is [(byte)'\n', ..];

        // The last delimiter may stand at the end without a line end; what is now put behind it needs one.
        isJoined |= _leads[index].Span[^1] != (byte)'\n' && part.Head.Length + part.Body.Length > 0;
        return isJoined || Occurs(ContentType.Boundary!, part)
            ? Create(ContentType, parts, SipTokens.NewCallId)
            : new MultipartBody(ContentType, parts, _leads, _tail, default);
    }

    /// <summary>The body: the bytes that were read when nothing was changed.</summary>
    public ReadOnlyMemory<byte> ToMemory() => _read.IsEmpty ? _written ??= Write() : _read;

    /// <summary>Makes a body.</summary>
    /// <param name="contentType">Its type; the boundary is set to the new one.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="newBoundary">Gives boundaries until one fits.</param>
    internal static MultipartBody Create(MediaType contentType, MultipartPart[] parts, Func<string> newBoundary)
    {
        string boundary = newBoundary();
        while (Array.Exists(parts, part => Occurs(boundary, part)))
            boundary = newBoundary();
        byte[] delimiter = Encoding.ASCII.GetBytes($"\r\n--{boundary}\r\n");
        var leads = new ReadOnlyMemory<byte>[parts.Length];
        Array.Fill(leads, delimiter);
        leads[0] = delimiter.AsMemory(2);
        return new MultipartBody(contentType.WithParameter("boundary", boundary), parts, leads, Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n"), default);
    }

    private static bool Occurs(string boundary, MultipartPart part) =>
        MultipartScanner.Occurs(boundary, part.Head.Span) || MultipartScanner.Occurs(boundary, part.Body.Span);

    private byte[] Write()
    {
        int length = _tail.Length;
        for (int i = 0; i < _parts.Length; i++)
            length += _leads[i].Length + _parts[i].Head.Length + _parts[i].Body.Length;
        byte[] bytes = new byte[length];
        Memory<byte> rest = bytes;
        for (int i = 0; i < _parts.Length; i++)
        {
            Put(_leads[i], ref rest);
            Put(_parts[i].Head, ref rest);
            Put(_parts[i].Body, ref rest);
        }

        Put(_tail, ref rest);
        return bytes;
    }

    private static void Put(ReadOnlyMemory<byte> piece, ref Memory<byte> rest)
    {
        piece.CopyTo(rest);
        rest = rest[piece.Length..];
    }
}
