using System.Net;
using SipCti.Messages;
using SipCti.Transport;

namespace SipCti.Testing;

/// <summary>
/// Collects the messages that several servers and terminals exchange and draws them as a ladder: participants as columns, one line a
/// message. Give every participant's server a <see cref="Tap"/>; a peer without one (a foreign server) is named with <see cref="Name"/>.
/// Thread-safe. It keeps every message until <see cref="Clear"/>: it is made for tests and demonstrations.
/// </summary>
public sealed class MessageLadder
{
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<Observation> _observations = [];
    private readonly List<string> _participants = [];
    private readonly Dictionary<IPEndPoint, string> _names = [];
    private readonly Dictionary<IPEndPoint, string> _tapped = [];

    /// <summary>Makes an empty ladder.</summary>
    /// <param name="participants">The columns from left to right; who is not among them comes after, in the order of <see cref="Tap"/> and <see cref="Name"/>. Null for none.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public MessageLadder(IEnumerable<string>? participants = null, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        if (participants is not null) _participants.AddRange(participants.Distinct());
    }

    /// <summary>All messages so far, in the order in which they were sent.</summary>
    public IReadOnlyList<LadderMessage> Messages
    {
        get
        {
            lock (_gate) return [.. _observations.Where(IsTold).Select(Resolve)];
        }
    }

    /// <summary>The tap of one participant, to be put into its <see cref="Server.SipServerOptions.Tap"/>.</summary>
    /// <param name="participant">The name that heads the participant's column.</param>
    /// <returns>The tap.</returns>
    public IMessageTap Tap(string participant)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(participant);
        lock (_gate) Join(participant);
        return new ParticipantTap(this, participant);
    }

    /// <summary>Gives a name to a peer that has no tap.</summary>
    /// <param name="endPoint">The peer's endpoint as the participants see it.</param>
    /// <param name="participant">The name.</param>
    public void Name(IPEndPoint endPoint, string participant)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentException.ThrowIfNullOrWhiteSpace(participant);
        lock (_gate)
        {
            Join(participant);
            _names[endPoint] = participant;
        }
    }

    /// <summary>Forgets the messages collected so far.</summary>
    public void Clear()
    {
        lock (_gate) _observations.Clear();
    }

    /// <summary>Draws the ladder.</summary>
    /// <param name="which">Chooses the messages; null for all.</param>
    /// <returns>Several lines, each ended by a line feed; participants that take no part are left out.</returns>
    public string Draw(Func<LadderMessage, bool>? which = null)
    {
        var messages = Messages;
        string[] participants;
        lock (_gate) participants = [.. _participants];
        return LadderDrawing.Draw(which is null ? messages : [.. messages.Where(which)], participants);
    }

    /// <inheritdoc/>
    public override string ToString() => Draw();

    private void Join(string participant)
    {
        if (!_participants.Contains(participant)) _participants.Add(participant);
    }

    private void Add(string participant, bool isSent, Flow flow, SipMessage message)
    {
        // The message goes on to live its own life; what was seen here is a copy of its header table over the same bytes.
        var copy = message.Clone();
        lock (_gate)
        {
            _tapped[flow.LocalEndPoint] = participant;
            _observations.Add(new Observation(_time.GetUtcNow(), participant, isSent, flow.LocalEndPoint, flow.RemoteEndPoint, copy));
        }
    }

    // A message between two tapped participants is seen twice; its sending tells it. Who a remote endpoint belongs to may become known
    // only later, when its own tap sees something, so all this is decided when the ladder is read.
    private bool IsTold(Observation seen) => seen.IsSent || !_tapped.ContainsKey(seen.Remote);

    private LadderMessage Resolve(Observation seen)
    {
        var remote = _tapped.GetValueOrDefault(seen.Remote) ?? _names.GetValueOrDefault(seen.Remote) ?? seen.Remote.ToString();
        return seen.IsSent
            ? new LadderMessage(seen.Time, seen.Participant, remote, seen.Message)
            : new LadderMessage(seen.Time, remote, seen.Participant, seen.Message);
    }

    private sealed record Observation(DateTimeOffset Time, string Participant, bool IsSent, IPEndPoint Local, IPEndPoint Remote, SipMessage Message);

    private sealed class ParticipantTap(MessageLadder ladder, string participant) : IMessageTap
    {
        public void OnReceived(Flow flow, SipMessage message) => ladder.Add(participant, isSent: false, flow, message);

        public void OnSent(Flow flow, SipMessage message) => ladder.Add(participant, isSent: true, flow, message);
    }
}
