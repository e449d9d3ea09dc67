using System.Globalization;
using SipCti.Messages;
using SipCti.Strands;
using SipCti.Transport;

namespace SipCti.Testing;

/// <summary>Keeps the terminal registered (RFC 3261 section 10.2): registers, refreshes in time, tries again after a failure or a lost connection.</summary>
internal sealed class TerminalRegistration
{
    private const double RefreshAfter = 0.75;

    // A registrar that grants next to nothing is not to be asked without end.
    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromSeconds(1);

    private readonly TerminalStack _stack;
    private readonly Strand _strand;
    private readonly string _callId = SipTokens.NewCallId();
    private readonly NameAddr _from;
    private readonly string _instance = $"\"<urn:uuid:{Guid.NewGuid()}>\"";
    private StrandTimer? _timer;
    private Flow? _flow;
    private uint _sequence;
    private bool _wanted;
    private volatile bool _isRegistered;

    public TerminalRegistration(TerminalStack stack)
    {
        _stack = stack;
        _strand = stack.StrandOf(_callId);
        _from = stack.Identity.WithTag(SipTokens.NewTag());
    }

    public bool IsRegistered => _isRegistered;

    /// <summary>Registers and keeps doing so.</summary>
    /// <returns>The final response.</returns>
    public Task<SipResponse> BeginAsync() => _strand.RunAsync(() =>
    {
        _wanted = true;
        return RegisterAsync();
    });

    /// <summary>Takes the registration back.</summary>
    /// <returns>The final response.</returns>
    public Task<SipResponse> EndAsync() => _strand.RunAsync(() =>
    {
        _wanted = false;
        _timer?.Cancel();
        return SendAsync(TimeSpan.Zero);
    });

    public void OnFlowClosed(Flow flow) => _strand.Post(() =>
    {
        if (flow != _flow) return;
        _flow = null;
        // RFC 5626 4.5: the flow is how calls get here; without it the terminal is not reachable until it registers again.
        _isRegistered = false;
        TryAgainLater();
    });

    private async Task<SipResponse> RegisterAsync()
    {
        _timer?.Cancel();
        var response = await SendAsync(_stack.Options.Expires);
        if (!_wanted) return response;
        if (_isRegistered) ScheduleNext(GrantedBy(response) * RefreshAfter is var wait && wait > ShortestRefresh ? wait : ShortestRefresh);
        else TryAgainLater();
        return response;
    }

    private async Task<SipResponse> SendAsync(TimeSpan expires)
    {
        var response = await SendOnceAsync(expires);
        if (response.StatusCode == 423 && response.TryGetMinExpires(out var least) && least is { } seconds)
        {
            // RFC 3261 10.2.8: the registrar tells how short is too short.
            response = await SendOnceAsync(TimeSpan.FromSeconds(seconds));
        }

        _isRegistered = response.IsSuccess && expires > TimeSpan.Zero;
        return response;
    }

    private async Task<SipResponse> SendOnceAsync(TimeSpan expires)
    {
        var registrar = SipUri.Create(null, _stack.AddressOfRecord.Host);
        var request = _stack.CreateRequest(SipMethod.Register, registrar, _from, _stack.Identity, _callId, ++_sequence);
        var seconds = ((long)expires.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        request.Headers.Append(HeaderId.Contact, $"{_stack.Contact.WithParameter("expires", seconds)};+sip.instance={_instance}");
        request.Headers.Append(HeaderId.Expires, seconds);
        request.Headers.Append(HeaderId.Supported, "path, outbound");
        request.Headers.Append(HeaderId.Allow, TerminalStack.Allow);
        var exchange = await _stack.SendAsync(request, _stack.OutboundProxy, () => ++_sequence);
        if (exchange.Response.IsSuccess && await _stack.Server.ResolveAsync(_stack.OutboundProxy) is { Flow: { } flow }) _flow = flow;
        return exchange.Response;
    }

    private TimeSpan GrantedBy(SipResponse response)
    {
        // RFC 3261 10.3 step 8: the answer lists all bindings; ours tells our time, else Expires does, else what was asked for.
        if (response.TryGetContacts(out var contacts))
            foreach (var contact in contacts)
                if (contact.Expires is { } own && contact.Address.Uri.Equals(_stack.Contact.Uri)) return TimeSpan.FromSeconds(own);
        return response.TryGetExpires(out var common) && common is { } seconds ? TimeSpan.FromSeconds(seconds) : _stack.Options.Expires;
    }

    private void TryAgainLater()
    {
        if (_wanted) ScheduleNext(_stack.Options.RetryInterval);
    }

    private void ScheduleNext(TimeSpan wait)
    {
        _timer?.Cancel();
        _timer = _strand.Schedule(wait, static registration => ((TerminalRegistration)registration!).Refresh(), this);
    }

    private void Refresh() => _stack.Run(_strand, async () =>
    {
        if (!_wanted) return;
        var response = await RegisterAsync();
        if (!response.IsSuccess) TestingLog.RefreshFailed(_stack.Logger, _stack.AddressOfRecord, response.StatusCode, response.ReasonPhrase);
    });
}
