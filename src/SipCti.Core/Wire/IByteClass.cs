namespace SipCti.Wire;

/// <summary>A set of characters that a run of text may consist of; none of the control characters is in any.</summary>
internal interface IByteClass
{
    static abstract bool Has(byte b);
}
