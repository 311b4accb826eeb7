// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice Reads calldata by the word, without the copy and the checks of a slice.
library Words {
    /// @notice The 32 bytes from `start` on. The caller has to know that they are there: past the end of
    /// `data` stands whatever follows in the calldata.
    function at32(bytes calldata data, uint256 start) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(data.offset, start))
        }
    }
}
