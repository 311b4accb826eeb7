// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header, hashHeader} from "../../src/BatchHeader.sol";
import {BookStep, BookSum, BookTree} from "../../src/libraries/BookTree.sol";
import {DenseTree} from "../../src/libraries/DenseTree.sol";
import {KeyedStep, KeyedTree} from "../../src/libraries/KeyedTree.sol";

/// @notice The libraries behind an external door, since some of them read calldata.
contract Proofs {
    function dense(bytes32 root, bytes32 leafHash, uint64 path, bytes32[] calldata siblings)
        external
        pure
        returns (bool)
    {
        return DenseTree.verify(root, leafHash, path, siblings);
    }

    function keyed(bytes32 root, bytes calldata key, bytes32 valueHash, KeyedStep[] calldata steps)
        external
        pure
        returns (bool)
    {
        return KeyedTree.verify(root, key, valueHash, steps);
    }

    function book(
        bytes32 root,
        bytes9 key,
        bytes32 valueHash,
        BookSum calldata sum,
        BookStep[] calldata steps
    ) external pure returns (bool) {
        return BookTree.verify(root, key, valueHash, sum, steps);
    }

    function header(Header calldata value) external pure returns (bytes32) {
        return hashHeader(value);
    }
}
