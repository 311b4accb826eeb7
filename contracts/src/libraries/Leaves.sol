// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice Leaf hashes of inputs, withdrawals and requests, as spec/batch.md fixes them.
library Leaves {
    /// @notice Leaf of one sequenced input.
    /// @param arrival ms since 1970
    /// @param entryHash keccak of the canonical entry
    function input(uint64 seq, uint64 arrival, bytes32 entryHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(0x20), seq, arrival, entryHash));
    }

    /// @notice Leaf of one withdrawal.
    /// @param amount micro-USDC
    function withdrawal(uint64 index, address owner, uint64 amount) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(0x21), index, owner, amount));
    }

    /// @notice Hash of one request of the queue.
    /// @param l1Time block time of its entry, in seconds
    function request(
        uint8 requestType,
        uint64 index,
        address account,
        address sender,
        uint64 l1Time,
        bytes memory payload
    ) internal pure returns (bytes32) {
        bytes memory body =
            abi.encodePacked(uint8(0x22), requestType, index, account, sender, l1Time, keccak256(payload));
        return keccak256(body);
    }
}
