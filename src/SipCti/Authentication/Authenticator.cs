using System.Text;
using Microsoft.Extensions.Logging;
using SipCti.Messages;
using SipCti.Server;

namespace SipCti.Authentication;

/// <summary>
/// Lets a request pass only with the credentials of a user (Digest, RFC 3261 section 22, RFC 8760): it asks with 401 for REGISTER and with 407 for everything else,
/// checks that the user may act as the address given, and asks the <see cref="ICallAuthorizer"/> before a call goes on. ACK and CANCEL
/// cannot be challenged; requests inside a dialog that come by the route of that dialog, which leads through this server, are not.
/// </summary>
public sealed class Authenticator : ISipComponent
{
    private readonly AuthenticatorOptions _options;
    private DigestVerifier? _verifier;
    private TimeProvider _time = TimeProvider.System;
    private ILogger? _logger;

    /// <summary>An authenticator for one realm.</summary>
    /// <param name="options">Realm, users and policy.</param>
    /// <exception cref="ArgumentException">An option has a wrong value; the message names it.</exception>
    public Authenticator(AuthenticatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
    }

    private DigestVerifier Verifier => _verifier ?? throw new InvalidOperationException("The authenticator is not part of a server.");

    private ILogger Logger => _logger!;

    /// <inheritdoc/>
    public void Attach(SipServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        _time = server.Time;
        _logger = server.Options.LoggerFactory.CreateLogger<Authenticator>();
        _verifier = new DigestVerifier(_options, _time);
    }

    /// <inheritdoc/>
    public async ValueTask InvokeAsync(SipRequestContext context, SipRequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (NeedsCredentials(context) && !await AuthenticateAsync(context))
            return;

        bool beginsCall = context.Request.Method == SipMethod.Invite && context.Request.ToTag is null;
        if (beginsCall && _options.CallAuthorizer is { } authorizer && !await AuthorizeAsync(context, authorizer))
            return;

        OwnCredentials.Strip(context.Request, _options.Realm);
        await next(context);
    }

    private bool NeedsCredentials(SipRequestContext context)
    {
        SipRequest request = context.Request;
        // RFC 3261 22.1: neither can be sent again.
        if (context.Transaction is null || request.Method == SipMethod.Ack || request.Method == SipMethod.Cancel)
            return false;
        if (_options.TrustedPeers.Contains(context.Flow.RemoteEndPoint.Address) || _options.IsTrusted?.Invoke(context) == true)
            return false;
        return !IsInDialogThroughHere(context);
    }

    // The far side of a call, which need not be a user of ours, has to be able to end it. A To tag alone proves nothing:
    // anybody can put one into an INVITE to get a new call past us.
    private static bool IsInDialogThroughHere(SipRequestContext context)
    {
        NameAddrViews routes = context.Request.Headers.ViewAddresses(HeaderId.Route);
        if (context.Request.ToTag is null || !routes.MoveNext())
            return false;
        SipUriView route = routes.Current.Uri;
        return context.Server.Transport.IsLocal(Encoding.ASCII.GetString(route.Host), route.Port);
    }

    private async ValueTask<bool> AuthenticateAsync(SipRequestContext context)
    {
        SipRequest request = context.Request;
        bool isRegister = request.Method == SipMethod.Register;
        HeaderId header = isRegister ? HeaderId.Authorization : HeaderId.ProxyAuthorization;
        (DigestVerdict verdict, string? user) = await Verifier.VerifyAsync(request, header);
        switch (verdict)
        {
            case DigestVerdict.Accepted:
                break;
            case DigestVerdict.Malformed:
                context.Respond(400, $"Bad Request - Malformed {(isRegister ? "Authorization" : "Proxy-Authorization")}");
                return false;
            case DigestVerdict.WrongUri:
                // RFC 7616 3.4.6: a mismatch may be an attack, and the same challenge would get the same answer.
                AuthenticationLog.Refused(Logger, request.Method.Name, verdict, request.CallId, context.Flow.RemoteEndPoint);
                context.Respond(400, "Bad Request - Digest URI Is Not The Request-URI");
                return false;
            default:
                if (verdict == DigestVerdict.Rejected)
                    AuthenticationLog.Refused(Logger, request.Method.Name, verdict, request.CallId, context.Flow.RemoteEndPoint);
                Challenge(context, isRegister, isStale: verdict == DigestVerdict.Stale);
                return false;
        }

        SipUri address = (isRegister ? request.To : request.From).Uri;
        if (!(_options.MayUse ?? IsOwnAddress)(user!, address))
        {
            AuthenticationLog.WrongIdentity(Logger, user!, address.ToString(), request.Method.Name, request.CallId);
            context.Respond(403, "Forbidden - Not Your Address");
            return false;
        }

        context.AuthenticatedUser = user;
        return true;
    }

    private void Challenge(SipRequestContext context, bool isRegister, bool isStale)
    {
        SipResponse response = context.CreateResponse(isRegister ? 401 : 407);
        HeaderId header = isRegister ? HeaderId.WwwAuthenticate : HeaderId.ProxyAuthenticate;
        foreach (DigestChallenge challenge in Verifier.Challenges(isStale))
            response.Headers.Append(header, challenge.ToString());
        context.Respond(response);
    }

    private static bool IsOwnAddress(string user, SipUri address)
    {
        if (!address.IsSip || address.User is not { } own)
            return false;
        return string.Equals(user, own, StringComparison.Ordinal)
            || string.Equals(address.Host, "anonymous.invalid", StringComparison.OrdinalIgnoreCase)
            || (user.Length == own.Length + 1 + address.Host.Length
                && user.StartsWith(own, StringComparison.Ordinal)
                && user[own.Length] == '@'
                && user.EndsWith(address.Host, StringComparison.OrdinalIgnoreCase));
    }

    private async ValueTask<bool> AuthorizeAsync(SipRequestContext context, ICallAuthorizer authorizer)
    {
        var call = new CallAuthorizationRequest
        {
            Request = context.Request,
            AuthenticatedUser = context.AuthenticatedUser,
            Caller = context.Request.From.Uri,
            Destination = context.Request.RequestUri,
            Received = context.Flow.RemoteEndPoint,
        };

        CallAuthorization answer;
        using (var late = new CancellationTokenSource(_options.CallAuthorizerTimeout, _time))
        {
            try
            {
                answer = await authorizer.AuthorizeAsync(call, late.Token).AsTask().WaitAsync(late.Token);
            }
            catch (OperationCanceledException) when (late.IsCancellationRequested)
            {
                AuthenticationLog.AuthorizerTimedOut(Logger, _options.CallAuthorizerTimeout, context.Request.CallId);
                answer = CallAuthorization.Deny(503);
            }
        }

        // The caller may have hung up while the decision was made (RFC 3261 section 9.2).
        if (context.Transaction is { IsCancelled: true } cancelled)
        {
            if (!cancelled.HasFinalResponse)
                context.Respond(487);
            return false;
        }

        if (answer.IsAllowed)
            return true;
        AuthenticationLog.CallDenied(Logger, context.Request.CallId, call.Caller.ToString(), call.Destination.ToString(), answer.StatusCode);
        context.Respond(answer.StatusCode, answer.ReasonPhrase);
        return false;
    }
}
