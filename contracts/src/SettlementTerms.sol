// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice What is fixed for ever when a venue is deployed. Times in seconds.
/// @param operator the first key that posts batches
/// @param vault holds the collateral, the bond and the request queue
/// @param genesisHash keccak of the canonical genesis bytes
/// @param genesisRoot state root of genesis
/// @param rulesHash the version of the rules that the venue runs
/// @param minimumBond micro-USDC without which no batch is accepted
/// @param finalityWindow from a batch's last chunk to its finality
/// @param forcedDeadline within which a request must be served
/// @param silence without a batch, after which the venue may be frozen
/// @param claimPhase of an escape
/// @param capPeriod in which ordinary claims take a tenth of the vault
/// @param operatorDelay from the announcement of another operator to its first moment
struct Terms {
    address operator;
    address vault;
    bytes32 genesisHash;
    bytes32 genesisRoot;
    bytes32 rulesHash;
    uint64 minimumBond;
    uint32 finalityWindow;
    uint32 forcedDeadline;
    uint32 silence;
    uint32 claimPhase;
    uint32 capPeriod;
    uint32 operatorDelay;
}
