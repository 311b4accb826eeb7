// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice What an escape values the positions of a market with, in one word: 1 (when it is resolved), price
/// (u32, ticks), funding index (i128, 1e-9 micro-USDC a lot). Zero: not resolved.
type Valuation is uint256;

/// @notice The price may be zero.
function toValuation(uint32 price, int128 fundingIndex) pure returns (Valuation) {
    return Valuation.wrap((1 << 160) | (uint256(price) << 128) | uint128(fundingIndex));
}

function isResolved(Valuation valuation) pure returns (bool) {
    return Valuation.unwrap(valuation) != 0;
}

function priceOf(Valuation valuation) pure returns (uint32) {
    return uint32(Valuation.unwrap(valuation) >> 128);
}

function indexOf(Valuation valuation) pure returns (int128) {
    return int128(uint128(Valuation.unwrap(valuation)));
}

using {isResolved, priceOf, indexOf} for Valuation global;
