using System.Reflection;
using SipCti.Messages;

namespace SipCti.Fuzz.Targets;

/// <summary>The public readers of one type: properties, and methods <c>TryGet...</c> whose one argument, if any, is a header field or a name.</summary>
internal sealed class TypeReaders
{
    private static readonly string[] Names = ["tag", "branch", "lr", "expires", "q", "boundary", "transport", "application/sdp"];

    private readonly MethodInvoker? _parse;

    public TypeReaders(Type type)
    {
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetMethod is { IsPublic: true } get && property.GetIndexParameters().Length == 0 && !IsByRef(property.PropertyType))
                AddReader(get, []);
        }

        foreach (MethodInfo method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
            AddMethod(method);
        _parse = FindParse(type);
    }

    public List<Func<object, object?>> Readers { get; } = [];

    /// <summary>Where a type reads from text what it writes as text, both must fit.</summary>
    public void CheckText(object value)
    {
        string text = value.ToString() ?? "";
        if (_parse is null)
            return;
        object?[] arguments = [text, null];
        Claim.Holds(_parse.Invoke(null, arguments) is true, $"{value.GetType().Name} reads '{text}', which it wrote");
        Claim.Same(arguments[1]?.ToString(), text);
    }

    private static MethodInvoker? FindParse(Type type)
    {
        // Parameters of a URI and of a header field are one type with two grammars; what holds them checks the text of both.
        if (type == typeof(SipParameters))
            return null;
        MethodInfo? parse = type.GetMethod("TryParse", BindingFlags.Public | BindingFlags.Static, [typeof(string), type.MakeByRefType()]);
        return parse is null ? null : MethodInvoker.Create(parse);
    }

    private static bool IsByRef(Type type) => type.IsByRef || type.IsByRefLike || type.IsPointer;

    private void AddMethod(MethodInfo method)
    {
        ParameterInfo[] parameters = method.GetParameters();
        ParameterInfo[] given = [.. parameters.Where(p => !p.IsOut)];
        bool isReader = method.Name.StartsWith("TryGet", StringComparison.Ordinal) && !method.IsGenericMethod
            && parameters.Skip(given.Length).All(p => p.IsOut && !p.ParameterType.GetElementType()!.IsByRefLike);
        if (!isReader || given.Length > 1)
            return;
        if (given.Length == 0)
            AddReader(method, new object?[parameters.Length]);
        else if (given[0].ParameterType == typeof(HeaderId))
            AddForFields(method, parameters.Length);
        else if (given[0].ParameterType == typeof(string))
            Array.ForEach(Names, name => AddReader(method, [name, .. new object?[parameters.Length - 1]]));
    }

    /// <summary>A reader of several fields is asked for those that it takes; the others it refuses as misuse.</summary>
    private void AddForFields(MethodInfo method, int parameterCount)
    {
        SipRequest empty = SipRequest.Create(SipMethod.Options, SipUri.Parse("sip:h"), new NameAddr(SipUri.Parse("sip:a@h")), new NameAddr(SipUri.Parse("sip:b@h")), "c", 1);
        foreach (HeaderId id in Enum.GetValues<HeaderId>())
        {
            object?[] arguments = [id, .. new object?[parameterCount - 1]];
            try
            {
                method.Invoke(empty, [.. arguments]);
                AddReader(method, arguments);
            }
            catch (TargetInvocationException exception) when (exception.InnerException is ArgumentException)
            {
                // Not for this field.
            }
        }
    }

    private void AddReader(MethodInfo method, object?[] arguments)
    {
        MethodInvoker invoker = MethodInvoker.Create(method);
        Readers.Add(target =>
        {
            object?[] own = [.. arguments];
            object? result = invoker.Invoke(target, own.AsSpan());
            return own.Length == 0 ? result : own;
        });
    }
}
