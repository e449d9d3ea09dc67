using System.IO.Pipelines;
using System.Net;
using SipCti.Transport;

namespace SipCti.Testing;

/// <summary>One end of a socket connection in a lab, which can find it to cut it, and knows what is on its way.</summary>
internal sealed class LabLink : ILink
{
    private readonly ILink _inner;
    private readonly LabConnection _connection;

    /// <summary>Wraps an end.</summary>
    /// <param name="inner">The end itself.</param>
    /// <param name="connection">The connection that it is an end of.</param>
    /// <param name="sending">What this end sends.</param>
    /// <param name="receiving">What this end receives.</param>
    public LabLink(ILink inner, LabConnection connection, CountedStream sending, CountedStream receiving)
    {
        _inner = inner;
        _connection = connection;
        LocalEndPoint = inner.LocalEndPoint;
        RemoteEndPoint = inner.RemoteEndPoint;
        Input = receiving.Count(inner.Input);
        Output = sending.Count(inner.Output);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public IPEndPoint LocalEndPoint { get; }

    public IPEndPoint RemoteEndPoint { get; }

    public string Transport => _inner.Transport;

    public void Abort()
    {
        _connection.End();
        _inner.Abort();
    }

    public async ValueTask DisposeAsync()
    {
        await Input.CompleteAsync().ConfigureAwait(false);
        await Output.CompleteAsync().ConfigureAwait(false);
        await _inner.DisposeAsync().ConfigureAwait(false);
        _connection.Leave();
    }
}
