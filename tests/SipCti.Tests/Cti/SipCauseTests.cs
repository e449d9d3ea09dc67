using SipCti.Cti;

namespace SipCti.Tests.Cti;

[TestFixture]
public sealed class SipCauseTests
{
    [TestCase(302, EventCause.Redirected)]
    [TestCase(400, EventCause.DestNotObtainable)]
    [TestCase(401, EventCause.Blocked)]
    [TestCase(403, EventCause.Blocked)]
    [TestCase(404, EventCause.NumberUnallocated)]
    [TestCase(405, EventCause.IncompatibleDestination)]
    [TestCase(407, EventCause.Blocked)]
    [TestCase(408, EventCause.CallNotAnswered)]
    [TestCase(410, EventCause.NumberUnallocated)]
    [TestCase(414, EventCause.InvalidNumberFormat)]
    [TestCase(415, EventCause.IncompatibleDestination)]
    [TestCase(480, EventCause.CallNotAnswered)]
    [TestCase(482, EventCause.NetworkNotObtainable)]
    [TestCase(483, EventCause.NetworkNotObtainable)]
    [TestCase(484, EventCause.InvalidNumberFormat)]
    [TestCase(486, EventCause.Busy)]
    [TestCase(487, EventCause.CallCancelled)]
    [TestCase(488, EventCause.IncompatibleDestination)]
    [TestCase(491, EventCause.ResourcesNotAvailable)]
    [TestCase(499, EventCause.DestNotObtainable)]
    [TestCase(500, EventCause.DestOutOfOrder)]
    [TestCase(501, EventCause.IncompatibleDestination)]
    [TestCase(502, EventCause.NetworkNotObtainable)]
    [TestCase(503, EventCause.NetworkCongestion)]
    [TestCase(504, EventCause.Timeout)]
    [TestCase(513, EventCause.IncompatibleDestination)]
    [TestCase(580, EventCause.ResourcesNotAvailable)]
    [TestCase(599, EventCause.NetworkCongestion)]
    [TestCase(600, EventCause.Busy)]
    [TestCase(603, EventCause.DoNotDisturb)]
    [TestCase(604, EventCause.NumberUnallocated)]
    [TestCase(606, EventCause.IncompatibleDestination)]
    [TestCase(608, EventCause.Blocked)]
    [TestCase(699, EventCause.DestNotObtainable)]
    public void A_sip_status_has_one_cause(int status, EventCause cause) => Assert.That(SipCause.Of(status), Is.EqualTo(cause));
}
