// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header, hashHeader} from "./BatchHeader.sol";
import {Operators} from "./Operators.sol";
import {Request} from "./RequestQueue.sol";
import {SettlementErrors} from "./SettlementErrors.sol";
import {Terms} from "./SettlementTerms.sol";
import {End} from "./VenueEnd.sol";
import {Watchers} from "./Watchers.sol";
import {OffingEip712} from "./libraries/OffingEip712.sol";

/// @notice What settlement asks of the vault.
interface IQueueAndBond {
    function settlement() external view returns (address);
    function bondHeld() external view returns (uint64);
    function requestCount() external view returns (uint64);
    function prefixAt(uint64 cursor) external view returns (bytes32);
    function isEntered(Request calldata request) external view returns (bool);
}

/// @notice Takes the operator's batches in order and says which are final. It stores a hash and a time for
/// each batch; everything else is in events and in the calldata of the posting transactions. Anyone ends the
/// venue when the operator is silent or leaves a request unserved, and watchers when it lies: nothing is
/// posted after that, and the venue ends with the last batch before it that stands.
contract Settlement is Operators, Watchers, SettlementErrors {
    /// @notice Largest chunk of batch data, in bytes: a transaction of real nodes stays under 128 KiB.
    uint256 public constant CHUNK_MAX_BYTES = 102_400;

    /// @notice How far a batch's time may lie past the block's, in ms.
    uint64 public constant TIME_AHEAD_MAX_MS = 15_000;

    /// @dev Both posting calls have fifteen words before the chunk, the last of which is the chunk's offset.
    uint256 private constant CHUNK_OFFSET = 15 * 32;

    IQueueAndBond public immutable vault;
    bytes32 public immutable genesisHash;
    bytes32 public immutable genesisRoot;
    bytes32 public immutable rulesHash;
    uint64 public immutable minimumBond;
    uint32 public immutable finalityWindow;
    uint32 public immutable forcedDeadline;
    uint32 public immutable silence;
    uint32 public immutable claimPhase;
    uint32 public immutable capPeriod;

    /// @notice Block time of the deployment, in seconds: silence counts from it until there is a batch.
    uint64 public immutable deployedAt;

    /// @notice What the next batch is checked against. Two slots.
    /// @param batchCount batches posted; the next number
    /// @param chunkCount chunks of the latest batch
    /// @param chunksPosted how many of them have come
    /// @param frozenAt block time of the freeze, in seconds; zero before
    /// @param cancelledFrom the first cancelled batch; zero when none is
    struct Head {
        uint64 batchCount;
        uint64 lastSeq;
        uint64 queueCursor;
        uint64 time;
        uint64 seqCeiling;
        uint32 chunkCount;
        uint32 chunksPosted;
        uint64 frozenAt;
        uint64 cancelledFrom;
    }

    /// @notice What is kept of a batch. Two slots.
    struct Batch {
        bytes32 headerHash;
        uint64 completedAt;
        uint64 completedBlock;
        uint64 queueCursor;
    }

    Head private _head;
    bytes32 private _lastRoot;

    /// @dev Hash over the chunks so far of a latest batch that is not complete.
    bytes32 private _dataSoFar;
    mapping(uint64 number => Batch) private _batches;

    event BatchPosted(uint64 indexed number, bytes32 headerHash, Header header);
    event ChunkPosted(uint64 indexed number, uint32 index);
    event BatchCompleted(uint64 indexed number, uint64 time);
    event BatchRefused(
        uint64 indexed number, address indexed watcher, bytes32 headerHash, bytes32 root, bytes signature
    );
    event BatchesCancelled(uint64 indexed from, bytes32 root);
    event Frozen(uint64 time);

    /// @dev A caller without code sits at the top of its transaction, so the data of every batch is the input
    /// of a transaction to this contract, where anyone who replays the venue looks for it.
    modifier onlyOperator() {
        if (msg.sender != operator()) revert NotOperator(msg.sender);
        if (msg.sender != tx.origin || msg.sender.code.length != 0) revert NotPostedDirectly();
        _;
    }

    /// @param watchers ascending
    /// @param needed so many of them refuse a batch
    constructor(Terms memory terms, address[] memory watchers, uint8 needed)
        Operators(terms.operator, terms.operatorDelay)
        Watchers(watchers, needed, terms.operator)
    {
        // What serves a request is final within one more deadline; silence shows no later than a deadline.
        uint32 deadline = terms.forcedDeadline;
        if (terms.finalityWindow > deadline) revert WindowPastDeadline(terms.finalityWindow, deadline);
        if (terms.silence > deadline) revert SilencePastDeadline(terms.silence, deadline);
        if (terms.capPeriod == 0) revert CapPeriodMissing();
        IQueueAndBond vault_ = IQueueAndBond(terms.vault);
        address bound = vault_.settlement();
        if (bound != address(this)) revert VaultOfOtherSettlement(bound);
        vault = vault_;
        genesisHash = terms.genesisHash;
        genesisRoot = terms.genesisRoot;
        rulesHash = terms.rulesHash;
        minimumBond = terms.minimumBond;
        finalityWindow = terms.finalityWindow;
        forcedDeadline = terms.forcedDeadline;
        silence = terms.silence;
        claimPhase = terms.claimPhase;
        capPeriod = terms.capPeriod;
        deployedAt = uint64(block.timestamp);
    }

    /// @notice Posts the next batch with the first chunk of its data.
    /// @param chunkCount chunks of the whole batch, this one included
    function post(Header calldata header, uint32 chunkCount, bytes calldata chunk0) external onlyOperator {
        _checkBond();
        Head memory head = _head;
        _checkThaw(head.frozenAt);
        if (head.chunksPosted != head.chunkCount) revert PreviousIncomplete(head.batchCount - 1);
        if (header.number != head.batchCount) revert WrongNumber(header.number, head.batchCount);
        if (header.rulesHash != rulesHash) revert WrongRules(header.rulesHash, rulesHash);
        if (chunkCount == 0) revert NoChunks();
        if (header.number == 0) _checkGenesis(header, chunkCount, chunk0);
        else _checkSequence(header, head);
        _checkQueue(header, head);
        _checkTime(header, head);

        bytes32 hash = hashHeader(header);
        _batches[header.number].headerHash = hash;
        _lastRoot = header.newRoot;
        _head = Head({
            batchCount: header.number + 1,
            lastSeq: header.lastSeq,
            queueCursor: header.queueCursor,
            time: header.time,
            seqCeiling: header.seqCeiling,
            chunkCount: chunkCount,
            chunksPosted: 1,
            frozenAt: 0,
            cancelledFrom: 0
        });
        emit BatchPosted(header.number, hash, header);
        _accept(header, chunkCount, 0, keccak256(abi.encode(uint256(chunkCount))), chunk0);
    }

    /// @notice Posts the next chunk of the latest batch. The last one must complete the header's dataHash.
    function postChunk(Header calldata header, uint32 index, bytes calldata chunk) external onlyOperator {
        Head storage head = _head;
        _checkThaw(head.frozenAt);
        uint32 chunkCount = head.chunkCount;
        uint32 chunksPosted = head.chunksPosted;
        if (chunksPosted == chunkCount) revert NothingIncomplete();
        bytes32 hash = hashHeader(header);
        bytes32 expected = _batches[head.batchCount - 1].headerHash;
        if (hash != expected) revert HeaderNotOfIncomplete(hash, expected);
        if (index != chunksPosted) revert WrongChunkIndex(index, chunksPosted);
        head.chunksPosted = index + 1;
        _accept(header, chunkCount, index, _dataSoFar, chunk);
    }

    /// @notice Ends the venue when no batch has come for longer than the silence that is allowed.
    function freezeForSilence() external {
        uint64 batches = end().batches;
        uint64 since = batches == 0 ? deployedAt : _batches[batches - 1].completedAt;
        if (block.timestamp <= uint256(since) + silence) revert NotSilent(since + silence);
        _freeze();
    }

    /// @notice Ends the venue when the oldest request that no batch has consumed is past its deadline.
    function freezeForRequest(Request calldata request) external {
        uint64 due = _dueOfOldest(request);
        if (block.timestamp <= due) revert NotOverdue(due);
        _freeze();
    }

    /// @notice Cancels a batch that is not final and all after it, and ends the venue, when the batch came
    /// after the deadline of a request that it does not consume, and none after it does. Anyone may.
    /// @param request the oldest that no batch has consumed
    function cancelForRequest(Header calldata header, Request calldata request) external {
        _checkCancellable(header);
        uint64 due = _dueOfOldest(request);
        if (_batches[header.number].completedAt <= due) revert NotOverdue(due);
        _cancel(header, header.newRoot);
    }

    /// @notice Cancels a batch that is not final and all after it, by the signatures of enough watchers, and
    /// ends the venue with the batch before it.
    /// @param root that the watchers computed from the batch's data; zero when it gives none, or when another
    /// field of the header is wrong
    /// @param signatures of the refusal of OffingEip712, by ascending signer
    function cancel(Header calldata header, bytes32 root, bytes[] calldata signatures) external {
        _requireWatchers(_refusal(header, root), signatures);
        _cancel(header, root);
    }

    /// @notice Records one watcher's refusal of a batch that is not final, whoever brings it, and cancels as
    /// `cancel` does with the one that makes them enough. Watchers need no other place to meet.
    function refuse(Header calldata header, bytes32 root, bytes calldata signature) external {
        bytes32 digest = _refusal(header, root);
        (address watcher, bool enough) = _recordRefusal(digest, signature);
        emit BatchRefused(header.number, watcher, hashHeader(header), root, signature);
        if (enough) _cancel(header, root);
    }

    /// @notice Whether the batch is complete, its window has passed, and nobody cancelled it.
    function isFinal(uint64 number) public view returns (bool) {
        uint64 completed = _batches[number].completedAt;
        bool passed = completed != 0 && block.timestamp >= uint256(completed) + finalityWindow;
        return passed && !isCancelled(number);
    }

    /// @notice Whether watchers cancelled the batch, or one before it.
    function isCancelled(uint64 number) public view returns (bool) {
        uint64 from = _head.cancelledFrom;
        return from != 0 && number >= from;
    }

    /// @notice Where the venue ended, or where it stands. A batch whose chunks have not all come is not in
    /// it: after a freeze they cannot come.
    function end() public view returns (End memory) {
        Head memory head = _head;
        uint64 batches = head.cancelledFrom;
        if (batches == 0) {
            batches = head.batchCount;
            if (head.chunksPosted != head.chunkCount) --batches;
        }
        if (batches == 0) return End(0, 0, head.frozenAt != 0);
        bool settled = head.frozenAt != 0 && isFinal(batches - 1);
        return End(batches, _batches[batches - 1].queueCursor, settled);
    }

    /// @notice Hash of the header of a posted batch; zero when there is none or it is cancelled.
    function headerHash(uint64 number) public view returns (bytes32) {
        return isCancelled(number) ? bytes32(0) : _batches[number].headerHash;
    }

    /// @notice Block time of a batch's last chunk, in seconds; zero while it is incomplete, not
    /// posted, or cancelled.
    function completedAt(uint64 number) external view returns (uint64) {
        return isCancelled(number) ? 0 : _batches[number].completedAt;
    }

    /// @notice Number of the block of a batch's last chunk; zero while it is incomplete, not
    /// posted, or cancelled.
    function completedBlock(uint64 number) external view returns (uint64) {
        return isCancelled(number) ? 0 : _batches[number].completedBlock;
    }

    /// @notice Batches posted, complete or not; also the next number.
    function batchCount() external view returns (uint64) {
        return _head.batchCount;
    }

    /// @notice State root of the latest batch that nobody cancelled.
    function lastRoot() external view returns (bytes32) {
        return _lastRoot;
    }

    /// @notice What the next batch is checked against, and how many chunks of the latest have come.
    function latest() external view returns (Head memory) {
        return _head;
    }

    function _accept(
        Header calldata header,
        uint32 chunkCount,
        uint32 index,
        bytes32 soFar,
        bytes calldata chunk
    ) private {
        if (chunk.length > CHUNK_MAX_BYTES) revert ChunkTooLong(chunk.length);
        // The chunk stands right behind the fixed words: a reader finds it without following pointers.
        bytes32 offset = bytes32(msg.data[4 + CHUNK_OFFSET - 32:4 + CHUNK_OFFSET]);
        if (uint256(offset) != CHUNK_OFFSET) revert ChunkMisplaced();
        soFar = keccak256(abi.encodePacked(soFar, keccak256(chunk)));
        emit ChunkPosted(header.number, index);
        if (index + 1 < chunkCount) {
            _dataSoFar = soFar;
            return;
        }
        if (soFar != header.dataHash) revert WrongDataHash(header.dataHash, soFar);
        Batch storage batch = _batches[header.number];
        batch.completedAt = uint64(block.timestamp);
        batch.completedBlock = uint64(block.number);
        batch.queueCursor = header.queueCursor;
        emit BatchCompleted(header.number, uint64(block.timestamp));
    }

    /// @dev What a watcher signs who refuses the batch, which must be one that can still be cancelled.
    function _refusal(Header calldata header, bytes32 root) private view returns (bytes32) {
        bytes32 hash = _checkCancellable(header);
        if (root == header.newRoot) revert RootsAgree(root);
        bytes32 separator = OffingEip712.domainSeparator(block.chainid, address(vault));
        return OffingEip712.digest(separator, OffingEip712.refusalHash(header.number, hash, root));
    }

    /// @dev When the oldest request that no batch has consumed, which has to be this one, has to be served.
    function _dueOfOldest(Request calldata request) private view returns (uint64) {
        uint64 oldest = end().queueCursor;
        if (request.index != oldest) revert NotTheOldestRequest(request.index, oldest);
        if (!vault.isEntered(request)) revert RequestNotInQueue(request.index);
        return request.l1Time + forcedDeadline;
    }

    function _checkCancellable(Header calldata header) private view returns (bytes32 hash) {
        uint64 number = header.number;
        if (number == 0) revert GenesisStands();
        hash = hashHeader(header);
        if (headerHash(number) != hash) revert BatchNotStanding(number);
        if (isFinal(number)) revert BatchIsFinal(number);
    }

    function _watches(address key) internal view override returns (bool) {
        return isWatcher[key];
    }

    function _cancel(Header calldata header, bytes32 root) private {
        _head.cancelledFrom = header.number;
        _lastRoot = header.prevRoot;
        emit BatchesCancelled(header.number, root);
        if (_head.frozenAt == 0) _freeze();
    }

    function _freeze() private {
        _checkThaw(_head.frozenAt);
        _head.frozenAt = uint64(block.timestamp);
        emit Frozen(uint64(block.timestamp));
    }

    function _checkThaw(uint64 frozenAt) private pure {
        if (frozenAt != 0) revert VenueFrozen(frozenAt);
    }

    function _checkBond() private view {
        uint64 held = vault.bondHeld();
        if (held < minimumBond) revert BondTooSmall(held, minimumBond);
    }

    function _checkGenesis(Header calldata header, uint32 chunkCount, bytes calldata genesis)
        private
        view
    {
        if (chunkCount != 1) revert GenesisNotOneChunk(chunkCount);
        bytes32 given = keccak256(genesis);
        if (given != genesisHash) revert WrongGenesisHash(given, genesisHash);
        if (header.newRoot != genesisRoot) revert WrongGenesisRoot(header.newRoot, genesisRoot);
        bytes32 roots = header.prevRoot | header.inputsRoot | header.withdrawalsRoot;
        uint64 counts = header.firstSeq | header.lastSeq | header.queueCursor;
        if (roots != 0 || counts != 0) revert GenesisNotEmpty();
    }

    function _checkSequence(Header calldata header, Head memory head) private view {
        if (header.prevRoot != _lastRoot) revert WrongPrevRoot(header.prevRoot, _lastRoot);
        if (header.firstSeq != head.lastSeq + 1) revert WrongFirstSeq(header.firstSeq, head.lastSeq + 1);
        if (header.lastSeq < header.firstSeq) revert LastSeqBeforeFirst(header.lastSeq, header.firstSeq);
        if (header.seqCeiling < head.seqCeiling) revert CeilingFell(header.seqCeiling, head.seqCeiling);
        if (header.seqCeiling < header.lastSeq) revert CeilingBelowLastSeq(header.seqCeiling, header.lastSeq);
    }

    function _checkQueue(Header calldata header, Head memory head) private view {
        uint64 cursor = header.queueCursor;
        if (cursor < head.queueCursor) revert CursorFell(cursor, head.queueCursor);
        uint64 length = vault.requestCount();
        if (cursor > length) revert CursorPastQueue(cursor, length);
        bytes32 expected = vault.prefixAt(cursor);
        if (header.queueHash != expected) revert WrongQueueHash(header.queueHash, expected);
    }

    function _checkTime(Header calldata header, Head memory head) private view {
        if (header.time < head.time) revert TimeFell(header.time, head.time);
        uint64 most = uint64(block.timestamp) * 1000 + TIME_AHEAD_MAX_MS;
        if (header.time > most) revert TimeAhead(header.time, most);
    }
}
