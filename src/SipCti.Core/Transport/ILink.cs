using System.IO.Pipelines;
using System.Net;

namespace SipCti.Transport;

/// <summary>A connection to one peer: two streams of bytes. One reader and one writer at a time.</summary>
/// <remarks>
/// A lost connection shows as an <see cref="IOException"/> from a pending or the next read or write, an orderly end of the
/// peer as <see cref="ReadResult.IsCompleted"/>. Completing <see cref="Output"/> tells the peer that no more bytes
/// come (a TCP FIN); <see cref="IAsyncDisposable.DisposeAsync"/> releases the connection once nobody reads or writes.
/// </remarks>
public interface ILink : IAsyncDisposable
{
    /// <summary>The bytes that the peer sends.</summary>
    PipeReader Input { get; }

    /// <summary>The bytes for the peer. <see cref="PipeWriter.FlushAsync"/> waits while the peer takes none.</summary>
    PipeWriter Output { get; }

    /// <summary>This side's endpoint.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>The peer's endpoint.</summary>
    IPEndPoint RemoteEndPoint { get; }

    /// <summary>The transport as a Via header names it (RFC 3261 section 20.42): <c>TCP</c>.</summary>
    string Transport { get; }

    /// <summary>Cuts the connection at once; bytes under way may be lost. May be called at any time from any thread.</summary>
    void Abort();
}
