using System.Globalization;
using System.Text;

namespace SipCti.Cti;

/// <summary>Something that happened to a call, a device or a monitor, as it is told to an application. Immutable.</summary>
public abstract record CtiEvent
{
    private protected CtiEvent()
    {
    }

    /// <summary>The event's number in the stream on which it is delivered. A stream's first event has 1, and each has one more than the one before; a <see cref="Gap"/> stands for all numbers that it spans.</summary>
    public long Sequence { get; init; }

    /// <summary>When it happened (UTC, by the server's clock).</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The ids of all the application's monitors that the event matches. One delivery, however many match.</summary>
    public IReadOnlyList<string> Monitors { get; init; } = [];

    /// <summary>The kind of event.</summary>
    public abstract CtiEventType Type { get; }

    /// <summary>The event in one line, for logs.</summary>
    /// <returns>The line.</returns>
    public sealed override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"#{Sequence} {Time.UtcDateTime:HH:mm:ss.fff} {Type}");
        Describe(text);
        return text.ToString();
    }

    private protected abstract void Describe(StringBuilder text);
}
