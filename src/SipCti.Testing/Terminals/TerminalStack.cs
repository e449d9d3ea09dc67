using System.Globalization;
using Microsoft.Extensions.Logging;
using SipCti.Authentication;
using SipCti.Messages;
using SipCti.Server;
using SipCti.Strands;

namespace SipCti.Testing;

/// <summary>What all parts of a terminal share: its server, its names, and how it sends requests.</summary>
internal sealed class TerminalStack
{
    public const string Allow = "INVITE, ACK, CANCEL, BYE, OPTIONS, REFER, NOTIFY, UPDATE, INFO, MESSAGE";

    // A challenge, then one more in case that the nonce went stale in between.
    private const int AnsweredChallenges = 2;

    private readonly string _username;

    public TerminalStack(SimulatedTerminalOptions options, SipUri addressOfRecord, SipUri outboundProxy, SipServer server, DialogTable dialogs, ILogger logger)
    {
        Options = options;
        AddressOfRecord = addressOfRecord;
        OutboundProxy = outboundProxy;
        Server = server;
        Dialogs = dialogs;
        Logger = logger;
        _username = options.Username ?? addressOfRecord.User!;
    }

    public SimulatedTerminalOptions Options { get; }

    public SipUri AddressOfRecord { get; }

    public SipUri OutboundProxy { get; }

    public SipServer Server { get; }

    public DialogTable Dialogs { get; }

    public ILogger Logger { get; }

    public NameAddr Identity => new(AddressOfRecord, Options.DisplayName);

    public NameAddr Contact =>
        new(SipUri.Create(AddressOfRecord.User, Server.Transport.SentByHost, Server.Transport.SentByPort).WithParameter("transport", "tcp"));

    public string MediaHost => Server.Transport.SentByHost;

    public Strand StrandOf(string callId) => Server.Strands.For(callId);

    /// <summary>A request outside any dialog, on its way through the outbound proxy (RFC 3261 section 8.1.1.1 and 8.1.2).</summary>
    public SipRequest CreateRequest(SipMethod method, SipUri target, NameAddr from, NameAddr to, string callId, uint sequence)
    {
        var request = SipRequest.Create(method, target, from, to, callId, sequence);
        request.Headers.Append(HeaderId.Route, new NameAddr(OutboundProxy.WithParameter("lr", null)).ToString());
        request.Headers.Append(HeaderId.UserAgent, Options.UserAgent);
        return request;
    }

    /// <summary>
    /// Sends a request and waits for the final response; answers digest challenges with a new number from <paramref name="nextSequence"/>.
    /// Called on the strand of the Call-ID, where it comes back.
    /// </summary>
    /// <returns>The request that got the final response, and that response.</returns>
    public async Task<Exchange> SendAsync(
        SipRequest request, SipUri nextHop, Func<uint> nextSequence, Action<SipResponse>? onProvisional = null, CancellationToken cancellationToken = default)
    {
        var digest = Options.Password is { } password ? new DigestClient(_username, password) : null;
        for (var challenges = 0; ; challenges++)
        {
            var unsent = request.Clone();
            if (await Server.ResolveAsync(nextHop, cancellationToken) is not { } target) return new Exchange(request, request.CreateResponse(503, $"No Way To {nextHop.Host}"));
            var response = await Server.SendAsync(request, target, onProvisional, cancellationToken);
            if (response.StatusCode is not (401 or 407) || challenges == AnsweredChallenges || cancellationToken.IsCancellationRequested) return new Exchange(request, response);
            if (digest?.TryAnswer(response, unsent) is not true) return new Exchange(request, response);
            unsent.Headers.Set(HeaderId.CSeq, string.Create(CultureInfo.InvariantCulture, $"{nextSequence()} {unsent.Method.Name}"));
            request = unsent;
        }
    }

    /// <summary>Sends the ACK to a 2xx.</summary>
    public async Task AcknowledgeAsync(SipRequest ack, SipUri nextHop)
    {
        if (await Server.ResolveAsync(nextHop) is { } target) Server.Transactions.SendStateless(ack, target);
    }

    /// <summary>Runs work whose end nobody awaits; a failure is logged.</summary>
    public void Run(Strand strand, Func<Task> work) => _ = Guard(strand, work);

    private async Task Guard(Strand strand, Func<Task> work)
    {
        try
        {
            await strand.RunAsync(work);
        }
        catch (Exception e)
        {
            TestingLog.TerminalFailed(Logger, e, AddressOfRecord);
        }
    }
}
