// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {DenseTree} from "./DenseTree.sol";
import {Leaves} from "./Leaves.sol";
import {OffingEip712} from "./OffingEip712.sol";

/// @notice What the sequencer signs once for each micro-batch. Fields: spec/receipts.md.
/// @param record number of the log record
/// @param epoch of the start of the node that wrote the record
/// @param firstSeq sequence number of the first entry
/// @param count entries
/// @param previousHash hash of the log record before
/// @param root dense tree over the input leaves
/// @param deadline the last block of the chain in which the entries may be posted
struct MicroBatch {
    uint64 record;
    uint64 epoch;
    uint64 firstSeq;
    uint32 count;
    bytes32 previousHash;
    bytes32 root;
    uint64 deadline;
}

/// @notice The promise of one entry's place: its leaf, the way to the root, and the signed micro-batch.
/// @param arrival order of arrival at the sequencer
/// @param entryHash keccak of the canonical entry
/// @param siblings from the leaf up
/// @param v 27 or 28
struct Receipt {
    MicroBatch batch;
    uint64 seq;
    uint64 arrival;
    bytes32 entryHash;
    bytes32[] siblings;
    bytes32 r;
    bytes32 s;
    uint8 v;
}

/// @notice Checks receipts as spec/receipts.md says; who the sequencer is, is the caller's to know.
library Receipts {
    bytes32 internal constant MICRO_BATCH_TYPE = keccak256(
        "MicroBatch(uint64 record,uint64 epoch,uint64 firstSeq,uint32 count,bytes32 previousHash,"
        "bytes32 root,uint64 deadline)"
    );

    /// @dev Half of the group's order: of the two values of s that verify, only the lower one is a signature.
    uint256 private constant S_MAX = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    /// @notice The leaf that the posted batch must carry at the receipt's sequence number.
    function leaf(Receipt calldata receipt) internal pure returns (bytes32) {
        return Leaves.input(receipt.seq, receipt.arrival, receipt.entryHash);
    }

    /// @notice The struct hash of a micro-batch.
    function structHash(MicroBatch calldata batch) internal pure returns (bytes32) {
        return keccak256(abi.encode(MICRO_BATCH_TYPE, batch));
    }

    /// @notice Whether the leaf stands in the micro-batch at the place of its sequence number.
    function isInBatch(Receipt calldata receipt) internal pure returns (bool) {
        MicroBatch calldata batch = receipt.batch;
        if (receipt.seq < batch.firstSeq) return false;
        uint256 index = receipt.seq - batch.firstSeq;
        return DenseTree.verifyAt(batch.root, leaf(receipt), index, batch.count, receipt.siblings);
    }

    /// @notice Who signed the micro-batch; zero when nobody can have.
    function signer(Receipt calldata receipt, bytes32 separator) internal pure returns (address) {
        if (uint256(receipt.s) > S_MAX) return address(0);
        bytes32 digest = OffingEip712.digest(separator, structHash(receipt.batch));
        return ecrecover(digest, receipt.v, receipt.r, receipt.s);
    }
}
