// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {BookStep, BookSum} from "../../src/libraries/BookTree.sol";
import {KeyedStep} from "../../src/libraries/KeyedTree.sol";
import {DenseModel} from "../base/DenseModel.sol";
import {Proofs} from "../base/Proofs.sol";
import {Test} from "../base/Test.sol";

/// @notice spec/vectors/hashing.json against the libraries.
contract HashingVectorsTest is Test {
    Proofs private proofs = new Proofs();
    string private json = vm.readFile("../spec/vectors/hashing.json");

    function test_DenseTreesAndEveryProof() public view {
        uint256 proved = 0;
        for (uint256 i = 0; _has(_at(".dense", i)); ++i) {
            string memory tree = _at(".dense", i);
            bytes32[] memory leaves = vm.parseJsonBytes32Array(json, string.concat(tree, ".leaves"));
            bytes32 root = vm.parseJsonBytes32(json, string.concat(tree, ".root"));
            vm.assertEq(DenseModel.root(leaves), root, tree);
            for (uint256 j = 0; j < leaves.length; ++j) {
                string memory spot = _at(string.concat(tree, ".proofs"), j);
                uint64 path = uint64(vm.parseJsonUint(json, string.concat(spot, ".path")));
                bytes32[] memory siblings = vm.parseJsonBytes32Array(json, string.concat(spot, ".siblings"));
                vm.assertTrue(proofs.dense(root, leaves[j], path, siblings), spot);
                (uint64 expected,) = DenseModel.proof(leaves, j);
                vm.assertEq(path, expected, spot);
                ++proved;
            }
        }
        vm.assertEq(proved, 1 + 2 + 3 + 5 + 8 + 17, "every proof was read");
    }

    function test_KeyedTreesOfThreeWidthsAndEveryProof() public view {
        uint256 proved = 0;
        for (uint256 i = 0; _has(_at(".keyed", i)); ++i) {
            string memory tree = _at(".keyed", i);
            bytes[] memory keys = vm.parseJsonBytesArray(json, string.concat(tree, ".keys"));
            bytes32[] memory values = vm.parseJsonBytes32Array(json, string.concat(tree, ".values"));
            bytes32 root = vm.parseJsonBytes32(json, string.concat(tree, ".root"));
            if (keys.length == 0) vm.assertEq(root, 0, tree);
            for (uint256 j = 0; j < keys.length; ++j) {
                string memory spot = _at(string.concat(tree, ".proofs"), j);
                vm.assertTrue(proofs.keyed(root, keys[j], values[j], _keyedSteps(spot)), spot);
                ++proved;
            }
        }
        vm.assertEq(proved, 5 + 4 + 1 + 11 + 3 + 2 + 16, "every proof was read");
    }

    function test_BooksWithTheirSumsAndEveryProof() public view {
        uint256 proved = 0;
        for (uint256 i = 0; _has(_at(".book", i)); ++i) {
            string memory tree = _at(".book", i);
            bytes[] memory keys = vm.parseJsonBytesArray(json, string.concat(tree, ".keys"));
            bytes32[] memory values = vm.parseJsonBytes32Array(json, string.concat(tree, ".values"));
            BookSum[] memory sums = _sums(tree);
            bytes32 root = vm.parseJsonBytes32(json, string.concat(tree, ".root"));
            for (uint256 j = 0; j < keys.length; ++j) {
                string memory spot = _at(string.concat(tree, ".proofs"), j);
                bytes9 key = bytes9(keys[j]);
                vm.assertTrue(proofs.book(root, key, values[j], sums[j], _bookSteps(spot)), spot);
                ++proved;
            }
        }
        vm.assertEq(proved, 1 + 9 + 12 + 2, "every proof was read");
    }

    function _keyedSteps(string memory spot) private view returns (KeyedStep[] memory steps) {
        uint256[] memory bits = vm.parseJsonUintArray(json, string.concat(spot, ".bits"));
        bytes32[] memory siblings = vm.parseJsonBytes32Array(json, string.concat(spot, ".siblings"));
        steps = new KeyedStep[](bits.length);
        for (uint256 i = 0; i < bits.length; ++i) steps[i] = KeyedStep(uint16(bits[i]), siblings[i]);
    }

    function _bookSteps(string memory spot) private view returns (BookStep[] memory steps) {
        KeyedStep[] memory plain = _keyedSteps(spot);
        BookSum[] memory sums = _sums(spot);
        steps = new BookStep[](plain.length);
        for (uint256 i = 0; i < plain.length; ++i) {
            steps[i] = BookStep(plain[i].keyBit, plain[i].sibling, sums[i]);
        }
    }

    function _sums(string memory spot) private view returns (BookSum[] memory sums) {
        uint256[] memory bases = vm.parseJsonUintArray(json, string.concat(spot, ".bases"));
        uint256[] memory quotes = vm.parseJsonUintArray(json, string.concat(spot, ".quotes"));
        sums = new BookSum[](bases.length);
        for (uint256 i = 0; i < bases.length; ++i) sums[i] = BookSum(uint128(bases[i]), uint128(quotes[i]));
    }

    function _at(string memory list, uint256 index) private pure returns (string memory) {
        return string.concat(list, "[", vm.toString(index), "]");
    }

    function _has(string memory key) private view returns (bool) {
        return vm.keyExistsJson(json, key);
    }
}
