using System.Net;
using Microsoft.Extensions.Logging;
using SipCti.Media;
using SipCti.Messages;
using SipCti.PassingThrough;
using SipCti.Strands;

namespace SipCti.Cti;

/// <summary>The MakeCall service: checks what is asked, and begins it.</summary>
internal sealed class CallMaker
{
    private readonly Board _board;
    private readonly CallIds _ids;
    private readonly CtiOptions _options;
    private readonly IdempotencyTable<MakeCallResult> _answers;

    public CallMaker(PassThrough passThrough, Board board, CallIds ids, PendingMakeCalls pending, CallModel model, CtiOptions options, ILogger logger)
    {
        PassThrough = passThrough;
        Pending = pending;
        Model = model;
        Logger = logger;
        _board = board;
        _ids = ids;
        _options = options;
        _answers = new IdempotencyTable<MakeCallResult>(passThrough.Server.Time, options.IdempotencyTime, options.MaxIdempotencyKeys);
    }

    public PassThrough PassThrough { get; }

    public PendingMakeCalls Pending { get; }

    public CallModel Model { get; }

    public ILogger Logger { get; }

    /// <summary>The credentials of a device's user; null when the host gave none.</summary>
    public CtiCredentials? CredentialsOf(string device) => _options.Credentials?.Invoke(device);

    public async Task<MakeCallResult> MakeCallAsync(string application, string callingDevice, string calledDevice, MakeCallOptions? options)
    {
        options ??= MakeCallOptions.Default;
        options.Validate();
        if (options.IdempotencyKey is not { } key) return await BeginAsync(callingDevice, calledDevice, options);
        var request = $"{callingDevice}\n{calledDevice}\n{options}";
        return await _answers.GetOrPerform(application, key, request, () => BeginAsync(callingDevice, calledDevice, options));
    }

    /// <summary>Clears the calls in which the pass-through is itself a party, and those that it is about to make.</summary>
    public async Task StopAsync()
    {
        foreach (var control in _board.Controls())
        {
            if (control is not (MakeCallOperation or ThirdPartyCall)) continue;
            await control.Strand.RunAsync(() =>
            {
                control.Clear();
                return Task.CompletedTask;
            }).ConfigureAwait(false);
        }
    }

    private async Task<MakeCallResult> BeginAsync(string callingDevice, string calledDevice, MakeCallOptions options)
    {
        if (!SipUri.TryParse(callingDevice, out var calling) || !calling.IsSip || calling.User is null)
            throw Refused(CtiErrorCategory.Operation, CtiErrorValue.InvalidCallingDeviceId, $"The calling device '{callingDevice}' is no address-of-record such as sip:201@pbx.example.");
        if (!SipUri.TryParse(calledDevice, out var called) || !(called.IsTel || (called.IsSip && called.User is not null)))
            throw Refused(CtiErrorCategory.Operation, CtiErrorValue.InvalidCalledDeviceId, $"The called device '{calledDevice}' is no address such as sip:202@pbx.example or tel:+4930123456.");

        var device = calling.AddressOfRecord;
        if (!PassThrough.TryGetTerminal(device, out var terminal))
            throw Refused(CtiErrorCategory.Operation, CtiErrorValue.InvalidCallingDeviceId, $"No terminal is registered as {device}, or none can be reached. Have it register, or call from another device.");

        var dialable = Dialable(called, calling);
        var callId = SipTokens.NewCallId();
        var strand = PassThrough.Server.Strands.For(callId);
        var call = new TrackedCall(_board, options.CallId ?? _ids.NextCall(), device, dialable.AddressOfRecord);
        var media = OpenMedia(terminal);
        try
        {
            var operation = new MakeCallOperation(this, call, strand, callId, terminal, calling.WithoutParametersAndHeaders(), dialable, options, media);
            Admit(call, operation);
            await strand.RunAsync(() =>
            {
                operation.Start();
                return Task.CompletedTask;
            });
        }
        catch (Exception)
        {
            media.Dispose();
            throw;
        }

        return new MakeCallResult(call.Id, new ConnectionId(call.Id, device));
    }

    private void Admit(TrackedCall call, MakeCallOperation operation)
    {
        call.Control = operation;
        if (!_board.TryAdd(call))
            throw Refused(CtiErrorCategory.Operation, CtiErrorValue.InvalidCallId, $"A call with the id '{call.Id}' exists. Choose another, or leave the choice to the service.");
        if (Pending.TryAdd(operation)) return;
        _board.Remove(call);
        throw Refused(CtiErrorCategory.StateIncompatibility, CtiErrorValue.InvalidCallingDeviceState, $"{call.CallingDevice} is being asked to make another call. Clear that one, or wait for it.");
    }

    private SinkMedia OpenMedia(Terminal terminal)
    {
        var address = _options.MediaAddress ?? terminal.Target.Flow?.LocalEndPoint.Address ?? IPAddress.Loopback;
        try
        {
            return new SinkMedia(_options.MediaPorts.Allocate(address), address);
        }
        catch (MediaPortException e)
        {
            throw new CtiException(CtiErrorCategory.SystemResourceAvailability, CtiErrorValue.ResourceBusy, e.Message, e);
        }
    }

    /// <summary>What the terminal is told to call: a number becomes an address in its own domain, so that its INVITE goes to its proxy (RFC 3261 section 19.1.6).</summary>
    private static SipUri Dialable(SipUri called, SipUri calling) => called.IsTel
        ? SipUri.Parse($"{calling.Scheme}:{called.AddressOfRecord["tel:".Length..]}@{calling.Host};user=phone")
        : called.WithoutParametersAndHeaders();

    private static CtiException Refused(CtiErrorCategory category, CtiErrorValue error, string message) => new(category, error, message);
}
