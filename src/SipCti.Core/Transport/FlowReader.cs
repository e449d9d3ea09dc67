using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;
using SipCti.Messages;
using SipCti.Wire;

namespace SipCti.Transport;

/// <summary>
/// The reading side of a flow: bytes become messages, messages go to the floor above, one after the other. It reads on when the floor
/// above has taken what there is, so a flow is never ahead of it by more than one read.
/// </summary>
internal sealed class FlowReader(Flow flow, IFlowOwner owner, PipeReader input, FlowTimeouts timeouts)
{
    private readonly SipLimits _limits = owner.Options.Limits;
    private readonly AliasClaims _aliases = new(flow, owner);

    // A mutable struct: it keeps its place in a message between reads.
    private SipFramer _framer = new(owner.Options.Limits);
    private long _leftOver;
    private int _malformedInRow;

    /// <summary>Reads until the connection ends or the flow is closed; returns why it ended. Never fails.</summary>
    public async Task<string> ReadAsync()
    {
        try
        {
            while (true)
            {
                var result = await input.ReadAsync().ConfigureAwait(false);
                Work(result.Buffer);
                if (flow.IsClosed)
                    return "closed";
                if (result.IsCompleted)
                    return _framer.InMessage ? "closed by the peer within a message" : "closed by the peer";
            }
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            return $"connection lost: {exception.Message}";
        }
        catch (Exception exception)
        {
            // Whatever one connection causes must not end the others; it is logged.
            TransportLog.ReadingFailed(owner.Logger, flow.RemoteEndPoint, exception);
            return "internal error";
        }
    }

    /// <summary>Reads and throws away, until the peer ends or the connection is cut, or there is no more patience.</summary>
    public async Task DiscardAsync(Func<bool> patient)
    {
        try
        {
            while (patient())
            {
                var result = await input.ReadAsync().ConfigureAwait(false);
                input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                    return;
            }
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            TransportLog.LingerEnded(owner.Logger, flow.RemoteEndPoint, exception.Message);
        }
    }

    /// <summary>Tells the floor above that no more comes.</summary>
    public void TellClosed(string reason)
    {
        try
        {
            owner.User.OnFlowClosed(flow, reason);
        }
        catch (Exception exception)
        {
            // The floor above must not keep the connection from being released; it is logged.
            TransportLog.UserFailed(owner.Logger, flow.RemoteEndPoint, exception);
        }
    }

    private static bool IsLoss(Exception exception) => exception is IOException or SocketException or ObjectDisposedException;

    private void Work(in ReadOnlySequence<byte> buffer)
    {
        var received = buffer.Length - _leftOver;
        var consumed = buffer.Start;
        var examined = buffer.Start;
        var batch = SendBatch.Begin();
        try
        {
            if (received > 0)
            {
                timeouts.OnReceived();
                TransportMetrics.BytesReceived(received);
            }

            Split(buffer, ref consumed, ref examined);
        }
        finally
        {
            batch.End();
            _leftOver = buffer.Slice(consumed).Length;
            input.AdvanceTo(consumed, examined);
        }

        if (_framer.InMessage)
            timeouts.OnMessageBegin();
    }

    private void Split(ReadOnlySequence<byte> buffer, ref SequencePosition consumed, ref SequencePosition examined)
    {
        while (!flow.IsClosed)
        {
            var status = _framer.Read(buffer, out consumed, out examined, out var frame, out var fault);
            switch (status)
            {
                case FrameStatus.Message:
                    timeouts.OnMessageEnd();
                    OnFrame(frame);
                    break;
                case FrameStatus.KeepAlive:
                    // RFC 5626 section 4.4.1: the pong is a single CRLF.
                    flow.SendBytes("\r\n"u8);
                    break;
                case FrameStatus.Lost:
                    Refuse(frame, fault);
                    flow.Close($"framing lost: {fault.ReasonPhrase}");
                    return;
                default:
                    return;
            }

            buffer = buffer.Slice(consumed);
        }
    }

    private void OnFrame(in ReadOnlySequence<byte> frame)
    {
        if (!TryRead(frame, out var message, out var fault))
        {
            Refuse(frame, fault);
            if (++_malformedInRow >= owner.Options.MaxMalformedInRow)
                flow.Close($"{_malformedInRow} malformed messages in a row");
            return;
        }

        _malformedInRow = 0;
        TransportMetrics.MessageReceived(message);
        if (message is SipRequest request)
        {
            ViaStamp.Apply(request, flow.RemoteEndPoint);
            _aliases.Look(request);
        }

        try
        {
            owner.Options.Tap?.OnReceived(flow, message);
        }
        catch (Exception exception)
        {
            // An observer must not change what is observed; its exception is logged.
            TransportLog.TapFailed(owner.Logger, exception);
        }

        Deliver(message);
    }

    private bool TryRead(in ReadOnlySequence<byte> frame, [NotNullWhen(true)] out SipMessage? message, out SipFault fault)
    {
        if (!SipMessage.TryParse(frame, _limits, owner.Options.Strictness, out message, out fault))
            return false;

        // RFC 3261 section 18.3: on a stream Content-Length must be used. Without it a message is taken for one without body.
        if (owner.Options.Strictness == SipStrictness.Strict && !message.Headers.Contains(HeaderId.ContentLength))
            fault = new SipFault(SipFaultKind.HeaderMissing, "Content-Length");
        return !fault.IsFault;
    }

    private void Deliver(SipMessage message)
    {
        try
        {
            if (message is SipRequest request)
                owner.User.OnRequest(flow, request);
            else
                owner.User.OnResponse(flow, (SipResponse)message);
        }
        catch (Exception exception)
        {
            // The sessions of one connection must not fall with one of them; it is logged.
            TransportLog.UserFailed(owner.Logger, flow.RemoteEndPoint, exception);
        }
    }

    private void Refuse(in ReadOnlySequence<byte> head, in SipFault fault)
    {
        TransportMetrics.Fault(fault.Kind);
        owner.OnMalformed(flow, fault);
        if (FaultResponse.TryCreate(head, fault, out var response))
            flow.SendBytes(response);
    }
}
