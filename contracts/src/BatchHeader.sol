// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice The header of a batch, as spec/batch.md fixes it. Its hash is what is stored; the rest is emitted.
/// @param number 0 is genesis, then +1
/// @param prevRoot state root of the batch before; zero for genesis
/// @param newRoot state root after lastSeq
/// @param firstSeq sequence number of the first entry
/// @param lastSeq sequence number of the last entry
/// @param inputsRoot dense tree over the input leaves
/// @param dataHash hash over all chunks of the batch's data
/// @param withdrawalsRoot dense tree over this batch's withdrawal leaves; zero when there are none
/// @param queueCursor requests consumed so far, over all batches
/// @param queueHash prefix hash of the queue at queueCursor
/// @param time time of the entry lastSeq, in ms since 1970
/// @param seqCeiling receipts are promised only up to this sequence number
/// @param rulesHash the version of the rules that made newRoot
struct Header {
    uint64 number;
    bytes32 prevRoot;
    bytes32 newRoot;
    uint64 firstSeq;
    uint64 lastSeq;
    bytes32 inputsRoot;
    bytes32 dataHash;
    bytes32 withdrawalsRoot;
    uint64 queueCursor;
    bytes32 queueHash;
    uint64 time;
    uint64 seqCeiling;
    bytes32 rulesHash;
}

/// @notice The hash by which a batch is known.
function hashHeader(Header calldata header) pure returns (bytes32) {
    return keccak256(abi.encode(header));
}
