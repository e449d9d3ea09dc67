using System.Globalization;
using Microsoft.Extensions.Logging;
using SipCti.Messages;
using SipCti.Server;

namespace SipCti.Registration;

/// <summary>
/// Answers REGISTER (RFC 3261 section 10, RFC 3327) and writes what it asks into a table. Other methods, and REGISTER for other domains, go on to
/// the next component. Whether a terminal may register an address is the business of an authenticator before it.
/// </summary>
public sealed class Registrar : ISipComponent
{
    private const int SecondsUntilRetry = 60;

    private readonly IRegistrationTable _table;
    private readonly RegistrarOptions _options;
    private ILogger? _logger;

    /// <summary>A registrar.</summary>
    /// <param name="table">The table that it writes.</param>
    /// <param name="options">Domains and intervals; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has a wrong value; the message names it.</exception>
    public Registrar(IRegistrationTable table, RegistrarOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        _table = table;
        _options = options ?? new RegistrarOptions();
        _options.Validate();
    }

    /// <inheritdoc/>
    public IReadOnlyList<SipMethod> Methods { get; } = [SipMethod.Register];

    /// <inheritdoc/>
    public void Attach(SipServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        _logger = server.Options.LoggerFactory.CreateLogger<Registrar>();
    }

    /// <inheritdoc/>
    public ValueTask InvokeAsync(SipRequestContext context, SipRequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (context.Request.Method != SipMethod.Register || !IsResponsible(context))
            return next(context);

        Answer(context);
        return default;
    }

    // RFC 3261 10.3 step 1.
    private bool IsResponsible(SipRequestContext context)
    {
        SipUri domain = context.Request.RequestUri;
        return _options.Domains.Count == 0
            || _options.Domains.Contains(domain.Host, StringComparer.OrdinalIgnoreCase)
            || context.Server.Transport.IsLocal(domain.Host, domain.Port);
    }

    private void Answer(SipRequestContext context)
    {
        SipRequest request = context.Request;
        string[] unknown = [.. request.Headers.Values(HeaderId.Require).Where(tag => !tag.Equals("path", StringComparison.OrdinalIgnoreCase))];
        if (unknown.Length > 0)
        {
            // RFC 3261 8.2.2.3
            Refuse(context, 420, null, response => response.Headers.Set(HeaderId.Unsupported, string.Join(", ", unknown)));
            return;
        }

        if (!RegisterReader.TryRead(request, _options, out RegistrationUpdate? update, out RegisterRefusal refusal))
        {
            Refuse(context, refusal.StatusCode, refusal.ReasonPhrase, response =>
            {
                if (refusal.StatusCode == 423)
                    response.Headers.Set(HeaderId.MinExpires, Seconds(_options.MinExpires));
            });
            return;
        }

        RegistrationOutcome outcome = _table.Apply(update with
        {
            Received = context.Flow.RemoteEndPoint,
            ReceivedFlowToken = context.Flow.Token,
        });
        switch (outcome.Result)
        {
            case RegistrationResult.Applied:
                context.Respond(Success(context, outcome));
                break;
            case RegistrationResult.OutOfOrder:
                // RFC 3261 10.3: a request whose updates cannot all be made fails with 500.
                Refuse(context, 500, "Server Internal Error - CSeq Out Of Order");
                break;
            default:
                // Forgotten bindings of a terminal that came back under new addresses go by themselves: later there is room.
                Refuse(context, 503, "Service Unavailable - Too Many Bindings", response =>
                    response.Headers.Set(HeaderId.RetryAfter, RetryAfter(outcome).ToString(CultureInfo.InvariantCulture)));
                break;
        }
    }

    private static SipResponse Success(SipRequestContext context, RegistrationOutcome outcome)
    {
        SipResponse response = context.CreateResponse(200);
        foreach (Binding binding in outcome.Bindings)
            response.Headers.Append(HeaderId.Contact, ContactValue(binding, outcome.Time));
        // RFC 3327 5.3: the terminal learns by which way it is registered.
        foreach (string path in context.Request.Headers.Values(HeaderId.Path))
            response.Headers.Append(HeaderId.Path, path);
        response.Headers.Set(HeaderId.Supported, "path");
        // RFC 3261 20.17 wants the form of RFC 1123 in GMT.
        response.Headers.Set(HeaderId.Date, outcome.Time.ToString("r", CultureInfo.InvariantCulture));
        return response;
    }

    private static string ContactValue(Binding binding, DateTimeOffset now)
    {
        SipParameters parameters = binding.Parameters;
        if (binding.Q < 1.0)
            parameters = parameters.With("q", binding.Q.ToString("0.###", CultureInfo.InvariantCulture));
        return new NameAddr(binding.Contact, null, parameters.With("expires", Seconds(binding.Expires - now))).ToString();
    }

    // Rounded up: a binding that is there has at least a second.
    private static string Seconds(TimeSpan interval) => ((long)Math.Ceiling(interval.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static int RetryAfter(RegistrationOutcome outcome) =>
        outcome.Result == RegistrationResult.TooManyForAddress && outcome.Bindings.Count > 0
            ? (int)Math.Ceiling((outcome.Bindings.Min(binding => binding.Expires) - outcome.Time).TotalSeconds)
            : SecondsUntilRetry;

    private void Refuse(SipRequestContext context, int statusCode, string? reasonPhrase, Action<SipResponse>? amend = null)
    {
        SipResponse response = context.CreateResponse(statusCode, reasonPhrase);
        amend?.Invoke(response);
        if (_logger is { } logger)
            RegistrationLog.Refused(logger, context.Request.To.Uri.ToString(), statusCode, response.ReasonPhrase, context.Request.CallId);
        context.Respond(response);
    }
}
