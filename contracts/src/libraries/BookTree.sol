// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {KeyedTree} from "./KeyedTree.sol";

/// @notice What hangs below a node of a book: base lots, and micro-USDC (price x remaining).
struct BookSum {
    uint128 base;
    uint128 quote;
}

/// @notice One step of a book proof, from the leaf up; `sum` is what hangs below the sibling.
struct BookStep {
    uint16 keyBit;
    bytes32 sibling;
    BookSum sum;
}

/// @notice The book of spec/hashing.md: a keyed tree of 72-bit keys whose hashes carry the sums below them.
library BookTree {
    /// @notice The hash of a subtree with one order.
    function leaf(bytes9 key, bytes32 valueHash, BookSum memory sum)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(uint8(0x04), key, valueHash, sum.base, sum.quote));
    }

    /// @notice The hash of a subtree whose keys first differ in `keyBit`; `sum` is that of both sides.
    function node(uint16 keyBit, bytes32 left, bytes32 right, BookSum memory sum)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(uint8(0x05), keyBit, left, right, sum.base, sum.quote));
    }

    /// @notice Whether the order is in the book of this root, with these sums along its path.
    /// @dev A node commits to the sum of both sides and the running side is proved, so a sibling's sum
    /// follows. Sums that would pass 128 bits are no proof.
    function verify(bytes32 root, bytes9 key, bytes32 valueHash, BookSum memory sum, BookStep[] memory steps)
        internal
        pure
        returns (bool)
    {
        bytes32 running = leaf(key, valueHash, sum);
        bytes memory wide = abi.encodePacked(key);
        uint256 base = sum.base;
        uint256 quote = sum.quote;
        uint256 above = 72;
        for (uint256 i = 0; i < steps.length; ++i) {
            BookStep memory step = steps[i];
            if (step.keyBit >= above) return false;
            above = step.keyBit;
            base += step.sum.base;
            quote += step.sum.quote;
            if (base > type(uint128).max || quote > type(uint128).max) return false;
            BookSum memory total = BookSum(uint128(base), uint128(quote));
            running = KeyedTree.bitAt(wide, step.keyBit)
                ? node(step.keyBit, step.sibling, running, total)
                : node(step.keyBit, running, step.sibling, total);
        }
        return running == root;
    }
}
