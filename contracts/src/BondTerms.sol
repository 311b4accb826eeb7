// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice What the receipt bond asks of the settlement contract.
interface IPostedBatches {
    function operator() external view returns (address);
    function vault() external view returns (address);
    function headerHash(uint64 number) external view returns (bytes32);
    function completedBlock(uint64 number) external view returns (uint64);
}

/// @notice What the receipt bond asks of the vault.
interface IBondedVault {
    function token() external view returns (IERC20);
}

/// @notice What is fixed for ever when the receipt bond is deployed. Times in blocks of the chain.
/// @param settlement says which batches stand, and who the operator is
/// @param sequencer the first key that signs receipts
/// @param minimum the bond is this, in micro-USDC, or more, or zero
/// @param challengeBond what opening a challenge costs until it is won, in micro-USDC
/// @param deadlineBlocks the sequencer promises deadlines at most so far ahead
/// @param answerBlocks for which an open challenge may be answered
/// @param withdrawalBlocks from the announcement of a withdrawal to the withdrawal
struct BondTerms {
    IPostedBatches settlement;
    address sequencer;
    uint64 minimum;
    uint64 challengeBond;
    uint32 deadlineBlocks;
    uint32 answerBlocks;
    uint32 withdrawalBlocks;
}
