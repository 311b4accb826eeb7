using System.Collections;
using System.Reflection;

namespace Offing.Commitment.Tests.State;

/// <summary>
/// Walks every field that can be reached from an object, private ones too, and changes each value alone,
/// calling back while it is changed. It knows no field by name: a field that is added to the state is
/// walked from that day on.
/// </summary>
/// <param name="isExempt">Fields that are not to be walked.</param>
/// <param name="onChanged">Called with the path of the value that is changed now.</param>
internal sealed class FieldWalk(Func<object, FieldInfo, bool> isExempt, Action<string> onChanged)
{
    private const BindingFlags Instance =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private const int AllWalked = 20;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>All fields of an object; one that was met before is not walked again.</summary>
    public void Object(object owner, string path)
    {
        if (!owner.GetType().IsValueType && !_seen.Add(owner))
        {
            return;
        }

        foreach (var field in owner.GetType().GetFields(Instance))
        {
            if (!isExempt(owner, field))
            {
                Value(
                    field.GetValue(owner),
                    changed => field.SetValue(owner, changed),
                    $"{path}.{Readable(field.Name)}");
            }
        }
    }

    /// <summary>One element of a list.</summary>
    public void Element(IList list, int index, string path) =>
        Value(list[index], item => list[index] = item, $"{path}[{index}]");

    private void Value(object? value, Action<object?> write, string path)
    {
        if (Change(value) is { } changed)
        {
            write(changed);
            onChanged(path);
            write(value);
        }
        else if (value is IList list)
        {
            foreach (var index in Places(list.Count))
            {
                Element(list, index, path);
            }
        }
        else if (value is IDictionary dictionary)
        {
            // Its keys are names of the values.
            foreach (var item in dictionary.Values)
            {
                Object(item, path);
            }
        }
        else if (value is not null && IsSortedSet(value.GetType()))
        {
            Set((IEnumerable)value, write, path);
        }
        else if (value is ValueType)
        {
            Struct(value, write, path);
        }
        else if (value is not null)
        {
            Object(value, path);
        }
    }

    private static bool IsSortedSet(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(SortedSet<>);

    // An element cannot be changed where it stands: a set with another one takes the place of the set.
    private void Set(IEnumerable set, Action<object?> write, string path)
    {
        var items = set.Cast<object>().ToArray();
        foreach (var index in Places(items.Length))
        {
            void Replace(object? changed)
            {
                var others = Array.CreateInstance(items[index].GetType(), items.Length);
                Array.Copy(items, others, items.Length);
                others.SetValue(changed, index);
                write(Activator.CreateInstance(set.GetType(), others));
            }

            Value(items[index], Replace, $"{path}[{index}]");
            write(set);
        }
    }

    // A box is written in place, field by field, and copied back whole each time.
    private void Struct(object box, Action<object?> write, string path)
    {
        foreach (var field in box.GetType().GetFields(Instance).Where(field => !isExempt(box, field)))
        {
            Value(
                field.GetValue(box),
                changed =>
                {
                    field.SetValue(box, changed);
                    write(box);
                },
                $"{path}.{Readable(field.Name)}");
        }
    }

    // All of a short list; of a long one, whose elements are alike, the ends and the middle.
    private static IEnumerable<int> Places(int count) =>
        count <= AllWalked ? Enumerable.Range(0, count) : [0, count / 2, count - 1];

    // Another value of a plain type, near enough to stay inside every field's width.
    private static object? Change(object? value) => value switch
    {
        bool flag => !flag,
        byte number => (byte)(number ^ 1),
        int number => number ^ 1,
        ushort number => (ushort)(number ^ 1),
        uint number => number ^ 1 << 12,
        long number => number ^ 1L << 20,
        ulong number => number ^ 1UL << 20,
        Int128 number => number ^ Int128.One << 70,
        UInt128 number => number ^ UInt128.One << 70,
        string text => text + "x",
        Enum kind => Enum.ToObject(kind.GetType(), Convert.ToInt64(kind, null) ^ 1),
        _ => null,
    };

    private static string Readable(string field) =>
        field.StartsWith('<') ? field[1..field.IndexOf('>', StringComparison.Ordinal)] : field;
}
