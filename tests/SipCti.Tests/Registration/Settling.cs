using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using SipCti.Registration;

namespace SipCti.Tests.Registration;

/// <summary>Lets a mirror come to rest under a fake clock.</summary>
internal static class Settling
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    /// <summary>Returns when the mirror holds all that the table told and has told its own listeners; moves the clock only over back-off times.</summary>
    public static async Task SettleAsync(this RegistrationMirror mirror, RegistrationTable table, CuttableFeed feed, FakeTimeProvider time)
    {
        var watch = Stopwatch.StartNew();
        while (mirror.Sequence != table.Sequence || !feed.IsWaiting)
        {
            if (mirror.IsBackingOff)
            {
                time.Advance(TimeSpan.FromSeconds(10));
                await NotAsync(() => mirror.IsBackingOff, "try again");
            }

            await Task.Yield();
            Assert.That(watch.Elapsed, Is.LessThan(Guard), "the mirror did not come back");
        }
    }

    /// <summary>Returns when the mirror has noticed that it is cut and waits for its next try.</summary>
    public static Task BackingOffAsync(this RegistrationMirror mirror) => NotAsync(() => !mirror.IsBackingOff, "notice the cut");

    private static async Task NotAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (condition())
        {
            await Task.Yield();
            Assert.That(watch.Elapsed, Is.LessThan(Guard), $"the mirror did not {what}");
        }
    }
}
