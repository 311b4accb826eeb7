using Offing.Engine.Parameters;
using Offing.Primitives;
using Offing.Protocol.Commands;
using Offing.Protocol.Entries;
using Offing.Protocol.Events;

namespace Offing.Engine.Tests.Properties;

/// <summary>
/// Which kinds came in a life: of entries, commands, requests, changes of parameters, orders and options.
/// What a life must have is read from the program: whoever adds a kind has to add it to the lives.
/// </summary>
internal sealed class Reached
{
    private const string WithLimits = "grant with limits";
    private const string WithoutLimits = "grant without limits";
    private const string ToExpire = "order with an expiry";
    private const string InParts = "order with a display size";
    private const string OfOwner = "order for a sub-account";
    private const string ForBuilder = "order with a builder code";

    private readonly HashSet<string> _seen = [];

    /// <summary>Every kind that there is, but events.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Kinds(typeof(Entry)), .. Kinds(typeof(Command)), .. Names<RequestType>(), .. Names<TimeInForce>(),
        .. Names<TriggerKind>(), .. Names<OrderGrouping>(), .. Names<SelfTradeMode>(),
        .. Kinds(typeof(ParameterChange)).Select((_, place) => Change(place + 1)),
        WithLimits, WithoutLimits, ToExpire, InParts, OfOwner, ForBuilder,
    ];

    /// <summary>Every kind of event.</summary>
    public static IReadOnlyList<string> Events { get; } =
    [
        .. typeof(IEngineEvent).Assembly.GetTypes()
            .Where(type => type.IsValueType && type.IsAssignableTo(typeof(IEngineEvent)))
            .Select(type => type.Name),
    ];

    /// <summary>What did not come.</summary>
    public IEnumerable<string> Missing => All.Where(kind => !_seen.Contains(kind));

    public void See(Entry entry)
    {
        _seen.Add(entry.GetType().Name);
        switch (entry)
        {
            case QueueRequest request:
                _seen.Add(Name(request.Type));
                _seen.Add(request.Type == RequestType.Parameter ? Change(request.Payload[1]) : "");
                break;
            case SignedAction action:
                _seen.Add(action.Command.GetType().Name);
                See(action);
                break;
        }
    }

    private void See(SignedAction action)
    {
        switch (action.Command)
        {
            case PlaceOrders placed:
                _seen.Add(Name(placed.Grouping));
                _seen.Add(placed.Builder is null ? "" : ForBuilder);
                _seen.Add(action.Vault is null ? "" : OfOwner);
                placed.Orders.ToList().ForEach(See);
                break;
            case ApproveAgent grant:
                _seen.Add(grant.Limits == SessionLimits.None ? WithoutLimits : WithLimits);
                break;
        }
    }

    private void See(OrderSpec order)
    {
        _seen.Add(Name(order.Tif));
        _seen.Add(Name(order.Trigger?.Kind ?? TriggerKind.None));
        _seen.Add(Name(order.Options.SelfTrade));
        _seen.Add(order.Options.Display is null ? "" : InParts);
        _seen.Add(order.Options.Expiry_Ms == 0 ? "" : ToExpire);
    }

    private static string Change(int form) => $"change of form {form}";

    private static string Name<T>(T value)
        where T : struct, Enum => $"{typeof(T).Name} {value}";

    private static IEnumerable<string> Names<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(Name);

    private static IEnumerable<string> Kinds(Type root) => root.Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(root) && !type.IsAbstract)
        .Select(type => type.Name);
}
