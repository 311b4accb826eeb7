using System.CommandLine;
using Offing.Primitives;
using Offing.Receipts;
using Offing.Settlement.L1;
using Offing.Signing;
using Offing.Tools.Receipts;

namespace Offing.Host.Commands;

/// <summary>offing receipt: fetch the sequencer's promises, check them, and prove a broken one.</summary>
internal static class ReceiptCommand
{
    public static Command Create() =>
        new("receipt", "Fetch receipts, check them without asking anybody, and prove a broken promise.")
        {
            CreateGet(), CreateCheck(),
        };

    private static Command CreateGet()
    {
        var url = new Option<string>("--url")
        {
            Description = "Address of the venue.", DefaultValueFactory = _ => "http://127.0.0.1:8080/",
        };
        var signer = new Option<string?>("--signer") { Description = "Key that signed the action, 0x…" };
        var nonce = new Option<ulong?>("--nonce") { Description = "Nonce of the action." };
        var hash = new Option<string?>("--hash") { Description = "Or the hash of a fill." };
        var seq = new Option<ulong?>("--seq") { Description = "Or the sequence number of the entry." };
        var output = new Option<string?>("--out") { Description = "File to write; standard output without." };
        var command = new Command(
            "get",
            "Ask a venue for a receipt: of an action by signer and nonce, by a fill's hash, or by number.")
        {
            url, signer, nonce, hash, seq, output,
        };
        command.SetAction((parsed, stop) => CommonOptions.RunAsync(async () =>
        {
            var query = (parsed.GetValue(signer), parsed.GetValue(nonce), parsed.GetValue(hash),
                parsed.GetValue(seq)) switch
            {
                ({ } key, { } number, null, null) =>
                    $"signer={CommonOptions.AddressOf("--signer", key)}&nonce={number}",
                (null, null, { } fill, null) => $"hash={Uri.EscapeDataString(fill)}",
                (null, null, null, { } place) => $"seq={place}",
                _ => throw new FormatException("give --signer and --nonce, or --hash, or --seq"),
            };
            var site = CommonOptions.Url("--url", parsed.GetValue(url)!);
            var text = ReceiptJson.Write(await ReceiptFetch.RunAsync(site, query, stop));
            if (parsed.GetValue(output) is { } file)
            {
                await File.WriteAllTextAsync(file, text + "\n", stop);
                await Console.Error.WriteLineAsync($"offing: {file} is written; check it with receipt check");
            }
            else
            {
                Console.WriteLine(text);
            }
        }));
        return command;
    }

    private static Command CreateCheck()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Receipts as receipt get or a native acknowledgement gave them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var vault = new Option<string?>("--vault") { Description = "The venue's vault, 0x…" };
        var chain = new Option<ulong?>("--chain-id") { Description = "Id of the settlement chain." };
        var sequencer = new Option<string?>("--sequencer") { Description = "The sequencer's key, 0x…" };
        var evidence = new Option<string>("--evidence")
        {
            Description = "File to write the proof of a broken promise to.",
            DefaultValueFactory = _ => "evidence.json",
        };
        var rpc = new Option<string?>("--rpc")
        {
            Description = "Chain client: also hold them against the bond and the posted batches.",
        };
        var bond = new Option<string?>("--bond")
        {
            Description = "The receipt bond, 0x… (receiptBond of /native/status); with --rpc.",
        };
        var fromBlock = new Option<ulong>("--from-block") { Description = "The venue's first block." };
        var send = new Option<string?>("--send")
        {
            Description = "File with a key (64 hex digits) that pays for sending the proof; with --rpc.",
        };
        var command = new Command(
            "check",
            "Check receipts. Exit codes: 0 they hold, 1 it could not be checked, 2 one is no receipt, "
            + "3 a promise was broken and the proof is written.")
        {
            files, vault, chain, sequencer, evidence, rpc, bond, fromBlock, send,
        };
        command.SetAction(async (parsed, _) =>
        {
            var verdict = ReceiptVerdict.Holds;
            var code = await CommonOptions.RunAsync(() =>
            {
                var given = new ReceiptSource(
                    parsed.GetValue(chain), MaybeAddress("--vault", parsed.GetValue(vault)),
                    MaybeAddress("--sequencer", parsed.GetValue(sequencer)));
                var check = new ReceiptChecking(given, parsed.GetValue(evidence)!, Console.WriteLine);
                if (parsed.GetValue(rpc) is { } url)
                {
                    var at = MaybeAddress("--bond", parsed.GetValue(bond))
                        ?? throw new FormatException("--rpc needs --bond: receiptBond of /native/status");
                    using var client = new JsonRpcClient(CommonOptions.Url("--rpc", url));
                    var on = new ChainCheck(client, at, parsed.GetValue(fromBlock), Console.WriteLine);
                    verdict = check.Run(parsed.GetValue(files)!, on, at, Key(parsed.GetValue(send)));
                }
                else
                {
                    verdict = parsed.GetValue(send) is null
                        ? check.Run(parsed.GetValue(files)!, null, null, null)
                        : throw new FormatException("--send needs --rpc and --bond");
                }

                return Task.CompletedTask;
            });
            return code != 0 ? code : (int)verdict;
        });
        return command;
    }

    private static Address? MaybeAddress(string option, string? text) =>
        text is null ? null : CommonOptions.AddressOf(option, text);

    private static PrivateKey? Key(string? file) => file is null ? null
        : PrivateKey.TryParse(File.ReadAllText(file).Trim(), out var key) ? key
        : throw new FormatException($"{file} is no key: it must hold 64 hexadecimal digits and nothing else");
}
