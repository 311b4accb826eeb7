// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice One step of a keyed proof, from the leaf up.
/// @param keyBit the bit in which the keys of the two subtrees first differ; 0 is the most significant
struct KeyedStep {
    uint16 keyBit;
    bytes32 sibling;
}

/// @notice The path-compressed keyed tree of spec/hashing.md.
library KeyedTree {
    uint256 internal constant MAX_KEY_BYTES = 20;

    /// @notice The hash of a subtree with one key.
    function leaf(bytes memory key, bytes32 valueHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(0x02), key, valueHash));
    }

    /// @notice The hash of a subtree whose keys first differ in `keyBit`.
    function node(uint16 keyBit, bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(0x03), keyBit, left, right));
    }

    /// @notice Bit of a key, counted from the most significant.
    function bitAt(bytes memory key, uint256 position) internal pure returns (bool) {
        return (uint8(key[position >> 3]) >> (7 - (position & 7))) & 1 == 1;
    }

    /// @notice Whether (key, valueHash) is in the tree of this root. `key` has the tree's full width.
    /// @dev Bits fall strictly on the way up, so a proof is never longer than the key is wide.
    function verify(bytes32 root, bytes memory key, bytes32 valueHash, KeyedStep[] memory steps)
        internal
        pure
        returns (bool)
    {
        if (key.length > MAX_KEY_BYTES) return false;
        bytes32 running = leaf(key, valueHash);
        uint256 above = key.length * 8;
        for (uint256 i = 0; i < steps.length; ++i) {
            uint16 keyBit = steps[i].keyBit;
            if (keyBit >= above) return false;
            above = keyBit;
            bytes32 sibling = steps[i].sibling;
            running = bitAt(key, keyBit) ? node(keyBit, sibling, running) : node(keyBit, running, sibling);
        }
        return running == root;
    }
}
