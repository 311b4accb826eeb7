// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice Why the settlement contract refuses, each by a name of its own.
interface SettlementErrors {
    error WindowPastDeadline(uint32 window, uint32 deadline);
    error SilencePastDeadline(uint32 silence, uint32 deadline);
    error VaultOfOtherSettlement(address settlement);
    error NotPostedDirectly();
    error BondTooSmall(uint64 held, uint64 least);
    error PreviousIncomplete(uint64 number);
    error WrongNumber(uint64 given, uint64 expected);
    error WrongPrevRoot(bytes32 given, bytes32 expected);
    error WrongFirstSeq(uint64 given, uint64 expected);
    error LastSeqBeforeFirst(uint64 lastSeq, uint64 firstSeq);
    error CursorFell(uint64 given, uint64 before);
    error CursorPastQueue(uint64 cursor, uint64 length);
    error WrongQueueHash(bytes32 given, bytes32 expected);
    error TimeFell(uint64 given, uint64 before);
    error TimeAhead(uint64 given, uint64 most);
    error CeilingFell(uint64 given, uint64 before);
    error CeilingBelowLastSeq(uint64 ceiling, uint64 lastSeq);
    error WrongRules(bytes32 given, bytes32 expected);
    error WrongGenesisHash(bytes32 given, bytes32 expected);
    error WrongGenesisRoot(bytes32 given, bytes32 expected);
    error GenesisNotEmpty();
    error GenesisNotOneChunk(uint32 chunkCount);
    error NoChunks();
    error ChunkTooLong(uint256 length);
    error ChunkMisplaced();
    error NothingIncomplete();
    error HeaderNotOfIncomplete(bytes32 given, bytes32 expected);
    error WrongChunkIndex(uint32 given, uint32 expected);
    error WrongDataHash(bytes32 given, bytes32 expected);
    error VenueFrozen(uint64 since);
    error NotSilent(uint64 until);
    error NotTheOldestRequest(uint64 given, uint64 oldest);
    error RequestNotInQueue(uint64 index);
    error NotOverdue(uint64 until);
    error GenesisStands();
    error BatchNotStanding(uint64 number);
    error BatchIsFinal(uint64 number);
    error RootsAgree(bytes32 root);
    error CapPeriodMissing();
}
