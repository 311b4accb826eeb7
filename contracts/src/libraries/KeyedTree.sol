// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Words} from "./Words.sol";

/// @notice One step of a keyed proof, from the leaf up.
/// @param keyBit the bit in which the keys of the two subtrees first differ; 0 is the most significant
struct KeyedStep {
    uint16 keyBit;
    bytes32 sibling;
}

/// @notice The path-compressed keyed tree of spec/hashing.md.
library KeyedTree {
    using Words for bytes;

    uint256 internal constant MAX_KEY_BYTES = 20;

    /// @dev Of a packed proof: bit (u16) and sibling.
    uint256 private constant STEP_BYTES = 34;

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

    /// @notice The same of a packed proof: for each step, from the leaf up, bit (u16) and sibling (32).
    function verifyPacked(bytes32 root, bytes memory key, bytes32 valueHash, bytes calldata steps)
        internal
        pure
        returns (bool)
    {
        (bytes32 climbed,) = _climb(key, key, valueHash, steps);
        return climbed == root && root != 0;
    }

    /// @notice Whether no value stands under the key in the tree of this root.
    /// @dev Going down by the key's own bits ends at one leaf, and it is another key's: were the key there,
    /// it would end at that.
    /// @param proof of that other leaf: its key, its value (32) and the packed steps; empty in an empty tree
    function verifyAbsent(bytes32 root, bytes memory key, bytes calldata proof) internal pure returns (bool) {
        if (root == 0) return true;
        uint256 width = key.length;
        if (proof.length < width + 32) return false;
        bytes memory other = proof[:width];
        if (keccak256(other) == keccak256(key)) return false;
        bytes32 valueHash = bytes32(proof[width:width + 32]);
        (bytes32 climbed, bool agrees) = _climb(other, key, valueHash, proof[width + 32:]);
        return climbed == root && agrees;
    }

    /// @dev The root that the steps lead to, zero when they are no steps; and whether another key has the
    /// same bit at each of them.
    function _climb(bytes memory key, bytes memory other, bytes32 valueHash, bytes calldata steps)
        private
        pure
        returns (bytes32 running, bool agrees)
    {
        if (key.length > MAX_KEY_BYTES || steps.length % STEP_BYTES != 0) return (0, false);
        (uint256 bits, uint256 differing) = (uint256(bytes32(key)), uint256(bytes32(key) ^ bytes32(other)));
        uint256 above = key.length * 8;
        (running, agrees) = (leaf(key, valueHash), true);
        bytes memory buffer = abi.encodePacked(uint8(0x03), uint16(0), running, running);
        // Bits are under 160 and steps come one by one: nothing here can overflow.
        unchecked {
            for (uint256 start = 0; start < steps.length; start += STEP_BYTES) {
                uint256 keyBit = steps.at32(start) >> 240;
                if (keyBit >= above) return (0, false);
                above = keyBit;
                bytes32 sibling = bytes32(steps.at32(start + 2));
                bool right = (bits << keyBit) >> 255 == 1;
                running = _rehash(buffer, keyBit, right ? sibling : running, right ? running : sibling);
                if ((differing << keyBit) >> 255 == 1) agrees = false;
            }
        }
    }

    /// @dev As `node`, in a preimage that is used again: 0x03, bit (u16), left, right. The first word of the
    /// bytes holds tag and bit, and what else it holds is written over by the left one.
    function _rehash(bytes memory buffer, uint256 keyBit, bytes32 left, bytes32 right)
        private
        pure
        returns (bytes32 hash)
    {
        assembly ("memory-safe") {
            mstore(add(buffer, 32), or(shl(248, 0x03), shl(232, keyBit)))
            mstore(add(buffer, 35), left)
            mstore(add(buffer, 67), right)
            hash := keccak256(add(buffer, 32), 67)
        }
    }
}
