namespace SipCti.Core.Tests.Transport;

/// <summary>What carries the bytes: every component test runs over both.</summary>
public enum Medium
{
    InMemory,
    Tcp,
}
