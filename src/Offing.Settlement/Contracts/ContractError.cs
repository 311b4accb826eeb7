using Offing.Primitives;
using Offing.Signing;

namespace Offing.Settlement.Contracts;

/// <summary>
/// A contract's error by its name, with its arguments as text in the order of its signature.
/// </summary>
public sealed record ContractError(string Name, IReadOnlyList<string> Arguments)
{
    private const string PlainReason = "Error(string)";

    private static readonly string[] Signatures =
    [
        "AccountMissing()", "AlreadyPaid(uint64)", "BatchNotFinal(uint64)", "BondTooSmall(uint64,uint64)",
        "CeilingBelowLastSeq(uint64,uint64)", "CeilingFell(uint64,uint64)", "ChunkMisplaced()",
        "ChunkTooLong(uint256)", "CursorFell(uint64,uint64)", "CursorPastQueue(uint64,uint64)",
        "DepositTooLarge(uint256,uint64)", "DepositTooSmall(uint64,uint64)",
        "ERC20InsufficientAllowance(address,uint256,uint256)",
        "ERC20InsufficientBalance(address,uint256,uint256)",
        "ERC20InvalidApprover(address)", "ERC20InvalidReceiver(address)", "ERC20InvalidSender(address)",
        "ERC20InvalidSpender(address)", PlainReason, "GenesisNotEmpty()", "GenesisNotOneChunk(uint32)",
        "HeaderNotOfBatch(uint64)", "HeaderNotOfIncomplete(bytes32,bytes32)",
        "LastSeqBeforeFirst(uint64,uint64)", "NoChunks()", "NotOperator(address)", "NotPostedDirectly()",
        "NothingIncomplete()", "OnlyOnDevelopmentChain(uint256)", "OperatorMissing()", "Panic(uint256)",
        "ParameterTooLong(uint256,uint256)",
        "PreviousIncomplete(uint64)", "ReentrancyGuardReentrantCall()",
        "SafeERC20FailedOperation(address)", "SettlementMissing()", "SilencePastDeadline(uint32,uint32)",
        "TimeAhead(uint64,uint64)", "TimeFell(uint64,uint64)", "TokenDeliveredOther(uint256,uint64)",
        "TokenNeedsSixDecimals(uint8)", "VaultOfOtherSettlement(address)", "VaultShort(uint256,uint256)",
        "WindowPastDeadline(uint32,uint32)", "WithdrawalNotProved(uint64)",
        "WrongChunkIndex(uint32,uint32)", "WrongDataHash(bytes32,bytes32)", "WrongFirstSeq(uint64,uint64)",
        "WrongGenesisHash(bytes32,bytes32)", "WrongGenesisRoot(bytes32,bytes32)",
        "WrongNumber(uint64,uint64)", "WrongPrevRoot(bytes32,bytes32)", "WrongQueueHash(bytes32,bytes32)",
        "WrongRules(bytes32,bytes32)",

        // Of the end of a venue.
        "AlreadyRefunded(uint64)", "BatchIsFinal(uint64)", "BatchNotStanding(uint64)",
        "ECDSAInvalidSignature()", "ECDSAInvalidSignatureLength(uint256)",
        "ECDSAInvalidSignatureS(bytes32)", "GenesisStands()", "NotOverdue(uint64)",
        "NotSilent(uint64)", "NotTheOldestRequest(uint64,uint64)", "RequestNotInQueue(uint64)",
        "RefusedAlready(address)", "RootsAgree(bytes32)", "SignerNotWatcher(address)",
        "SignersNotAscending(address,address)",
        "TooFewSignatures(uint256,uint256)", "VenueFrozen(uint64)", "VenueNotEnded()",
        "WatcherWrong(address)", "WatchersNeededWrong(uint256,uint256)",

        // Of requests by owners, and their refund.
        "NotAccountOwner(address,address)", "NothingPaidIn(uint64)", "RequestConsumed(uint64,uint64)",
        "TooManyMarkets(uint256,uint256)", "TooManyOpenRequests(address,uint64)",

        // Of the bond that goes into the insurance fund.
        "BondShort(uint64,uint64)", "VenueHasEnded()",

        // Of the line of claims, and of a change of operator.
        "CapPeriodMissing()", "ClaimNotDue(uint64,uint64)", "OperatorWatches(address)",

        // Of the escape.
        "AccountAlreadyProved(address)", "AccountNotProved(address)", "AlreadyFixed()",
        "AlreadyOpen(uint64)", "AlreadyPaid(address)", "ClaimPhaseRuns(uint64,uint64,uint64)",
        "EscapeMissing()", "HeaderNotOfLastBatch(uint64,uint64)", "LeafTooShort(uint256,uint256)",
        "MarketAlreadyResolved(uint32)", "MarketNotProved(uint32)", "MarketNotResolved(uint32)",
        "NotEscape(address)", "NotFixed()", "NotOpen()", "NothingLeft(address)",
        "NothingToClaim(address)", "NothingToOpen()", "PreimageNotOfRoot(bytes32,bytes32)",
        "PreimageOfOtherVersion(uint16)", "RingNotProved(uint32)", "VaultOfOtherEscape(address)",

        // Of the receipt bond.
        "AlreadyAnswered(uint64,uint64)", "AlreadySlashed(uint64)", "BatchNotPosted(uint64)",
        "ChallengeIsOpen(uint64)", "ChallengesOpen(uint64)", "DeadlineNotPassed(uint64)",
        "DelayTooShort(uint32,uint64)", "DifferentSeqs(uint64,uint64)", "KeyMissing()",
        "LeafNotInBatch(uint64,uint64)", "NoOpenChallenge(uint64)", "NotAnnounced()",
        "NotInMicroBatch(uint64)", "NotSignedBySequencer(address)", "NothingBonded()",
        "NothingToCollect(address)", "PostedTooLate(uint64,uint64)", "SameLeaf(bytes32)",
        "SeqNotInBatch(uint64,uint64)", "TooEarly(uint64)", "TooLate(uint64)",
    ];

    private static readonly Dictionary<string, string> BySelector =
        Signatures.ToDictionary(signature => Hex.Encode(Abi.Selector(signature)));

    /// <summary>Every error that is known by name, as signatures.</summary>
    public static IReadOnlyList<string> Known => Signatures;

    /// <summary>
    /// Reads revert data; null when it is empty. An error of another contract is named by its selector.
    /// </summary>
    public static ContractError? TryDecode(ReadOnlyMemory<byte> data)
    {
        if (data.Length < Abi.SelectorBytes)
        {
            return null;
        }

        var selector = Hex.Encode(data.Span[..Abi.SelectorBytes]);
        if (!BySelector.TryGetValue(selector, out var signature))
        {
            return new ContractError(selector, []);
        }

        var open = signature.IndexOf('(', StringComparison.Ordinal);
        var types = signature[(open + 1)..^1].Split(',', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            var reader = new AbiReader(data[Abi.SelectorBytes..]);
            return new ContractError(
                signature[..open], [.. types.Select((type, i) => Text(reader, type, i))]);
        }
        catch (FormatException)
        {
            return new ContractError(signature[..open], []);
        }
    }

    /// <summary>As Solidity would write it: Name(argument, argument).</summary>
    public override string ToString() => $"{Name}({string.Join(", ", Arguments)})";

    private static string Text(AbiReader reader, string type, int index) => type switch
    {
        "address" => reader.Address(index).ToString(),
        "bytes32" => reader.Bytes32(index).ToString(),
        "string" => System.Text.Encoding.UTF8.GetString(reader.Bytes(index)),
        _ => reader.UInt128(index).ToString(),
    };
}
