using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Offing.Architecture.Tests.Bans;

/// <summary>One instruction of a method body; the token is nil where it names nothing.</summary>
internal readonly record struct Instruction(OpCode Code, EntityHandle Token);

/// <summary>Reads the instructions of a method body.</summary>
internal static class Instructions
{
    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => code.Value & 0xFFFF);

    public static IEnumerable<Instruction> Of(byte[] body)
    {
        var at = 0;
        while (at < body.Length)
        {
            int value = body[at++];
            if (value == 0xFE)
                value = 0xFE00 | body[at++];
            var code = Codes[value];
            yield return new Instruction(code, TokenOf(code, body, at));
            at += OperandSize(code, body, at);
        }
    }

    private static EntityHandle TokenOf(OpCode code, byte[] body, int at) => code.OperandType switch
    {
        OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType
            => MetadataTokens.EntityHandle(BitConverter.ToInt32(body, at)),
        _ => default,
    };

    private static int OperandSize(OpCode code, byte[] body, int at) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(body, at),
        _ => 4,
    };
}
