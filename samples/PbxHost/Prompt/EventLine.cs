using System.Globalization;
using System.Text;
using SipCti.Cti;

namespace PbxHost.Prompt;

/// <summary>A CTI event as one line: <c>event Delivered call=7 device=sip:bob@pbx.example state=Alerting cause=NewCall ...</c>.</summary>
internal static class EventLine
{
    public static string Of(CtiEvent e)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"event {e.Type} sequence={e.Sequence}");
        switch (e)
        {
            case CallEvent call:
                line.Append(CultureInfo.InvariantCulture, $" call={call.CallId}");
                if (call.Connection is { } connection)
                    line.Append(CultureInfo.InvariantCulture, $" device={connection.DeviceId} state={call.State}");
                line.Append(CultureInfo.InvariantCulture, $" cause={call.Cause} calling={call.CallingDevice} called={call.CalledDevice}");
                if (call.SipCallId is { } sipCallId)
                    line.Append(CultureInfo.InvariantCulture, $" sip-call-id={sipCallId}");
                if (call is Originated originated)
                    line.Append(CultureInfo.InvariantCulture, $" terminal-initiated={originated.IsTerminalInitiated}");
                break;
            case RegistrationEvent registration:
                line.Append(CultureInfo.InvariantCulture, $" device={registration.Device} contact={registration.Contact} expires={registration.Expires:O}");
                break;
            case MonitorStarted:
                line.Append(CultureInfo.InvariantCulture, $" monitor={string.Join(',', e.Monitors)}");
                break;
            case MonitorStopped stopped:
                line.Append(CultureInfo.InvariantCulture, $" monitor={string.Join(',', e.Monitors)} reason={stopped.Reason}");
                break;
            case Gap gap:
                line.Append(CultureInfo.InvariantCulture, $" from={gap.From} to={gap.To}");
                break;
        }

        return line.ToString();
    }
}
