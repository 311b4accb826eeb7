// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {DenseTree} from "../../src/libraries/DenseTree.sol";

/// @notice Builds dense trees and their proofs, which the contracts themselves never do.
library DenseModel {
    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        return subroot(leaves, 0, leaves.length);
    }

    function subroot(bytes32[] memory leaves, uint256 from, uint256 count) internal pure returns (bytes32) {
        if (count == 0) return 0;
        if (count == 1) return DenseTree.leaf(leaves[from]);
        uint256 split = splitOf(count);
        bytes32 left = subroot(leaves, from, split);
        return DenseTree.node(left, subroot(leaves, from + split, count - split));
    }

    function proof(bytes32[] memory leaves, uint256 index)
        internal
        pure
        returns (uint64 path, bytes32[] memory siblings)
    {
        uint256 from = 0;
        uint256 count = leaves.length;
        bytes32[] memory down = new bytes32[](64);
        uint256 depth = 0;
        for (; count > 1; ++depth) {
            uint256 split = splitOf(count);
            bool right = index - from >= split;
            down[depth] = right ? subroot(leaves, from, split) : subroot(leaves, from + split, count - split);
            path = (path << 1) | (right ? 1 : 0);
            if (right) from += split;
            count = right ? count - split : split;
        }
        siblings = new bytes32[](depth);
        for (uint256 i = 0; i < depth; ++i) siblings[i] = down[depth - 1 - i];
    }

    function splitOf(uint256 count) private pure returns (uint256 split) {
        for (split = 1; split * 2 < count;) split *= 2;
    }
}
