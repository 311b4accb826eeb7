using Offing.Gateway.Wire;
using Offing.Protocol;
using Offing.Protocol.Wire;

namespace Offing.Gateway.Native;

/// <summary>
/// Answers of the native surface: the compatible form, with the code by name beside the text.
/// </summary>
internal static class NativeReply
{
    public static WireReply Ok(object? data) => WireReply.Json(new { status = "ok", data });

    /// <summary>A refusal; the name of the code is stable (spec/rejects.md).</summary>
    public static WireReply Error(RejectCode code, string detail, int status = 200) => WireReply.Json(
        new { status = "err", code = NameOf(code), response = RejectText.For(code, detail) }, status);

    /// <summary>"KeyLossReached" becomes KEY_LOSS_REACHED.</summary>
    public static string NameOf(RejectCode code) => string.Concat(code.ToString().Select((letter, index) =>
        index > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"));
}
