using System.Linq.Expressions;
using System.Reflection;
using SipCti.Messages;

namespace SipCti.Core.Tests.Corpora;

/// <summary>Every reader of an optional header field that a message has, found by its name: one that is added is read in all corpora.</summary>
public static class TypedFields
{
    /// <summary>The fields of the readers that serve several.</summary>
    private static readonly Dictionary<string, HeaderId[]> Shared = new()
    {
        [nameof(SipMessage.TryGetChallenges)] = [HeaderId.WwwAuthenticate, HeaderId.ProxyAuthenticate],
        [nameof(SipMessage.TryGetCredentials)] = [HeaderId.Authorization, HeaderId.ProxyAuthorization],
        [nameof(SipMessage.TryGetConfirmation)] = [HeaderId.AuthenticationInfo, HeaderId.ProxyAuthenticationInfo],
        [nameof(SipMessage.TryGetSecurityMechanisms)] = [HeaderId.SecurityClient, HeaderId.SecurityServer, HeaderId.SecurityVerify],
    };

    public static IReadOnlyList<TypedField> All { get; } = [.. Find()];

    private static IEnumerable<TypedField> Find()
    {
        // TryGetBody looks for a part of the body: it reads no field of its own.
        foreach (MethodInfo method in typeof(SipMessage).GetMethods().Where(m => m.Name.StartsWith("TryGet", StringComparison.Ordinal) && m.Name != nameof(SipMessage.TryGetBody)))
        {
            bool isShared = method.GetParameters().Length == 2;
            foreach (HeaderId id in isShared ? Shared[method.Name] : [HeaderId.Unknown])
                yield return new TypedField(isShared ? $"{method.Name}({id})" : method.Name, Compile(method, isShared ? id : null));
        }
    }

    private static Func<SipMessage, (bool IsRead, object? Value)> Compile(MethodInfo method, HeaderId? id)
    {
        ParameterExpression message = Expression.Parameter(typeof(SipMessage));
        ParameterExpression value = Expression.Variable(method.GetParameters()[^1].ParameterType.GetElementType()!);
        MethodCallExpression call = id is null ? Expression.Call(message, method, value) : Expression.Call(message, method, Expression.Constant(id), value);
        NewExpression result = Expression.New(typeof((bool, object)).GetConstructors()[0], call, Expression.Convert(value, typeof(object)));
        return Expression.Lambda<Func<SipMessage, (bool, object?)>>(Expression.Block([value], result), message).Compile();
    }
}

/// <summary>One header field of a message in typed form.</summary>
public sealed record TypedField(string Name, Func<SipMessage, (bool IsRead, object? Value)> Read)
{
    /// <summary>The values one by one.</summary>
    public IEnumerable<object> Values(SipMessage message) => Read(message).Value switch
    {
        null => [],
        System.Collections.IEnumerable list and not (string or SipParameters) => list.Cast<object>(),
        object one => [one],
    };

    /// <summary>The text of the values of the types that keep it as it came.</summary>
    public IEnumerable<string> KeptTexts(SipMessage message) =>
        Values(message).Where(v => v is ParameterizedValue or AddressValue or NameAddr or Contact or Via or MediaType or Warning or Timestamp).Select(v => v.ToString()!);
}
