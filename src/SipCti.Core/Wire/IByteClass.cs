using System.Runtime.Intrinsics;

namespace SipCti.Wire;

/// <summary>A set of characters that a run of text may consist of.</summary>
internal interface IByteClass
{
    /// <summary>
    /// For each lower half of a byte the rows of the ASCII table in which it belongs to the set: bit n stands for upper half n;
    /// bit 0 stands for all bytes above 127 (the control characters of rows 0 and 1 are in no set).
    /// </summary>
    static abstract Vector128<byte> Rows { get; }

    static abstract bool Has(byte b);
}
