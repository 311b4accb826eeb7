// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice The dense tree of spec/hashing.md: a list of leaf hashes in order.
library DenseTree {
    uint256 internal constant MAX_LEVELS = 64;

    /// @notice The tagged hash of a leaf.
    function leaf(bytes32 leafHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(0x00), leafHash));
    }

    /// @notice The hash that joins two subtrees.
    function node(bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(0x01), left, right));
    }

    /// @notice Whether a leaf is in the tree of this root.
    /// @dev Leaf and node have different tags and lengths, so no node passes for a leaf. Path bits above the
    /// proof must be zero, so that each leaf has one proof only.
    /// @param path bit i is 1 when the running hash is the right child at level i, counted from the leaf
    /// @param siblings from the leaf up
    function verify(bytes32 root, bytes32 leafHash, uint64 path, bytes32[] calldata siblings)
        internal
        pure
        returns (bool)
    {
        if (siblings.length > MAX_LEVELS || uint256(path) >> siblings.length != 0) return false;
        bytes32 running = leaf(leafHash);
        for (uint256 level = 0; level < siblings.length; ++level) {
            bool right = (path >> level) & 1 == 1;
            running = right ? node(siblings[level], running) : node(running, siblings[level]);
        }
        return running == root;
    }

    /// @notice Whether a leaf stands at a place of the tree with this root and so many leaves.
    /// @dev The shape follows from the count, so each place has one proof only, of one length.
    /// @param siblings from the leaf up
    function verifyAt(
        bytes32 root,
        bytes32 leafHash,
        uint256 index,
        uint256 count,
        bytes32[] calldata siblings
    ) internal pure returns (bool) {
        if (index >= count) return false;
        bytes32 running = leaf(leafHash);
        uint256 used = 0;
        for (uint256 last = count - 1; last > 0; last >>= 1) {
            bool right = index & 1 == 1;
            if (right || index < last) {
                if (used == siblings.length) return false;
                bytes32 sibling = siblings[used++];
                running = right ? node(sibling, running) : node(running, sibling);
            }
            index >>= 1;
        }
        return used == siblings.length && running == root;
    }
}
