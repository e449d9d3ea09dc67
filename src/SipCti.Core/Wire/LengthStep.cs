namespace SipCti.Wire;

/// <summary>What one byte did to a field that <see cref="LengthScanner"/> reads.</summary>
internal enum LengthStep : byte
{
    /// <summary>It was taken, and the field goes on.</summary>
    More,

    /// <summary>It shows that the field is another.</summary>
    Other,

    /// <summary>It shows that the value is no number.</summary>
    Invalid,

    /// <summary>It is the first one behind the field, which holds a number.</summary>
    End,
}
