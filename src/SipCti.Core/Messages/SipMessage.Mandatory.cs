using System.Diagnostics.CodeAnalysis;

namespace SipCti.Messages;

/// <content>The header fields that every message has. A message that was read always has them; one that was built may lack them.</content>
public abstract partial class SipMessage
{
    private delegate bool Reader<T>(ReadOnlySpan<byte> value, [NotNullWhen(true)] out T? result);

    /// <summary>The first Via.</summary>
    /// <exception cref="InvalidOperationException">The field is missing or was set to something malformed.</exception>
    public Via TopVia => Typed.TopVia ??= ReadTopVia();

    /// <summary>The From field.</summary>
    /// <exception cref="InvalidOperationException">The field is missing or was set to something malformed.</exception>
    public NameAddr From => Typed.From ??= Read<NameAddr>(HeaderId.From, NameAddr.TryParse);

    /// <summary>The To field.</summary>
    /// <exception cref="InvalidOperationException">The field is missing or was set to something malformed.</exception>
    public NameAddr To => Typed.To ??= Read<NameAddr>(HeaderId.To, NameAddr.TryParse);

    /// <summary>The Call-ID. Compare it byte by byte (RFC 3261 section 20.8).</summary>
    /// <exception cref="InvalidOperationException">The field is missing.</exception>
    public string CallId => Typed.CallId ??= Headers.First(HeaderId.CallId) ?? throw Missing(HeaderId.CallId);

    /// <summary>The CSeq.</summary>
    /// <exception cref="InvalidOperationException">The field is missing or was set to something malformed.</exception>
    public CSeq CSeq => ReadCSeq();

    /// <summary>The tag of From; null when it has none.</summary>
    public string? FromTag => From.Tag;

    /// <summary>The tag of To; null when it has none, as in a request outside a dialog.</summary>
    public string? ToTag => To.Tag;

    private TypedHeaders Typed => Headers.Typed;

    private static ReadOnlySpan<byte> FirstOf(ReadOnlySpan<byte> value)
    {
        var splitter = new ValueSplitter(value);
        splitter.MoveNext();
        return splitter.Current;
    }

    private static InvalidOperationException Missing(HeaderId id) => new($"The message has no {HeaderTable.Name(id)}, or one that is malformed.");

    private Via ReadTopVia()
    {
        int index = Headers.IndexOf(HeaderId.Via);
        return index >= 0 && Via.TryParse(FirstOf(Headers.ValueOf(Headers.Slots[index])), out Via? via) ? via : throw Missing(HeaderId.Via);
    }

    private T Read<T>(HeaderId id, Reader<T> read)
        where T : class
    {
        int index = Headers.IndexOf(id);
        return index >= 0 && read(Headers.ValueOf(Headers.Slots[index]), out T? result) ? result : throw Missing(id);
    }

    private CSeq ReadCSeq()
    {
        int index = Headers.IndexOf(HeaderId.CSeq);
        return index >= 0 && CSeq.TryParse(Headers.ValueOf(Headers.Slots[index]), out CSeq cseq) ? cseq : throw Missing(HeaderId.CSeq);
    }
}
