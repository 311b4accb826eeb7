using Offing.Primitives;
using Offing.Protocol.Commands;

namespace Offing.Protocol.Wire;

/// <summary>actions createSubAccount and subAccountTransfer.</summary>
internal static class SubAccountParser
{
    // The engine has the one check of the name: its length, and that it is free.
    public static CreateSubAccount Create(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var keys = new KeySet("type", "name");
        var name = "";
        for (var left = reader.Map("the action"); left > 0; left--)
        {
            var key = keys.Next(ref reader);
            var text = reader.String(key);
            name = key == "name" ? text : name;
        }

        reader.End();
        keys.MustHaveAll();
        return new CreateSubAccount(name);
    }

    public static TransferSubAccount Transfer(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        var keys = new KeySet("type", "subAccountUser", "isDeposit", "usd");
        var transfer = new TransferSubAccount(Address.Zero, false, MicroUsd.Zero);
        for (var left = reader.Map("the action"); left > 0; left--)
        {
            switch (keys.Next(ref reader))
            {
                case "subAccountUser":
                    transfer = transfer with { SubAccount = User(reader.String("subAccountUser")) };
                    break;
                case "isDeposit":
                    transfer = transfer with { IsDeposit = reader.Bool("isDeposit") };
                    break;
                case "usd":
                    transfer = transfer with { Amount = Amount(reader.UInt("usd")) };
                    break;
                default:
                    reader.String("type");
                    break;
            }
        }

        reader.End();
        keys.MustHaveAll();
        return transfer;
    }

    private static Address User(string text) =>
        Address.TryParse(text, out var user)
            ? user
            : throw new WireException(
                RejectCode.BadAddress, "subAccountUser must be 0x and 40 hex digits");

    private static MicroUsd Amount(ulong units) =>
        units <= Limits.AmountMax_MicroUsd
            ? new MicroUsd((long)units)
            : throw new WireException(RejectCode.BadNumber, $"usd is over {Limits.AmountMax_MicroUsd}");
}
