// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {BookStep, BookSum, BookTree} from "../../src/libraries/BookTree.sol";
import {KeyedStep, KeyedTree} from "../../src/libraries/KeyedTree.sol";
import {DenseModel} from "../base/DenseModel.sol";
import {Proofs} from "../base/Proofs.sol";
import {Test} from "../base/Test.sol";

/// @notice A right proof is taken, and one with any single bit changed is not.
contract ProofsFuzzTest is Test {
    Proofs private proofs = new Proofs();

    function testFuzz_DenseProofsHoldAndNoBitOfThemMayChange(uint256 seed, uint8 size, uint256 flip)
        public
        view
    {
        bytes32[] memory leaves = new bytes32[](bound(size, 1, 70));
        for (uint256 i = 0; i < leaves.length; ++i) leaves[i] = keccak256(abi.encode(seed, i));
        uint256 index = seed % leaves.length;
        (uint64 path, bytes32[] memory siblings) = DenseModel.proof(leaves, index);
        bytes32 root = DenseModel.root(leaves);
        vm.assertTrue(proofs.dense(root, leaves[index], path, siblings), "the right proof");

        uint256 field = flip % (3 + siblings.length);
        bytes32 bit = bytes32(1 << ((flip >> 8) % 256));
        bytes32 leaf = field == 0 ? leaves[index] ^ bit : leaves[index];
        bytes32 otherRoot = field == 1 ? root ^ bit : root;
        uint64 otherPath = field == 2 ? path ^ uint64(1 << (flip % 64)) : path;
        if (field >= 3) siblings[field - 3] ^= bit;
        vm.assertTrue(!proofs.dense(otherRoot, leaf, otherPath, siblings), "a changed bit");
    }

    function testFuzz_DenseProofsMayNotBeCutOrLengthened(uint256 seed, uint8 size) public view {
        bytes32[] memory leaves = new bytes32[](bound(size, 2, 70));
        for (uint256 i = 0; i < leaves.length; ++i) leaves[i] = keccak256(abi.encode(seed, i));
        uint256 index = seed % leaves.length;
        (uint64 path, bytes32[] memory siblings) = DenseModel.proof(leaves, index);
        bytes32 root = DenseModel.root(leaves);
        bytes32[] memory cut = new bytes32[](siblings.length - 1);
        bytes32[] memory longer = new bytes32[](siblings.length + 1);
        for (uint256 i = 0; i < siblings.length; ++i) longer[i] = siblings[i];
        for (uint256 i = 0; i < cut.length; ++i) cut[i] = siblings[i + 1];
        vm.assertTrue(!proofs.dense(root, leaves[index], path, longer), "longer");
        vm.assertTrue(!proofs.dense(root, leaves[index], path >> 1, cut), "cut at the leaf");
        vm.assertTrue(!proofs.dense(root, leaves[index], path, new bytes32[](65)), "over 64 levels");
    }

    function testFuzz_KeyedProofsHoldAndNoBitOfThemMayChange(bytes20 left, bytes20 right, uint256 flip)
        public
        view
    {
        vm.assume(left != right);
        uint16 keyBit = _firstDifference(left, right);
        bytes memory key = abi.encodePacked(left);
        bytes32 value = keccak256(key);
        KeyedStep[] memory steps = new KeyedStep[](1);
        steps[0] = KeyedStep(keyBit, KeyedTree.leaf(abi.encodePacked(right), value));
        bytes32 running = KeyedTree.leaf(key, value);
        bool isRight = KeyedTree.bitAt(key, keyBit);
        bytes32 root = isRight
            ? KeyedTree.node(keyBit, steps[0].sibling, running)
            : KeyedTree.node(keyBit, running, steps[0].sibling);
        vm.assertTrue(proofs.keyed(root, key, value, steps), "the right proof");

        bytes32 bit = bytes32(1 << ((flip >> 8) % 256));
        uint256 field = flip % 5;
        if (field == 0) value ^= bit;
        if (field == 1) root ^= bit;
        if (field == 2) key[(flip >> 8) % 20] ^= bytes1(uint8(1 << ((flip >> 16) % 8)));
        if (field == 3) steps[0].sibling ^= bit;
        if (field == 4) steps[0].keyBit ^= uint16(1 << ((flip >> 8) % 16));
        vm.assertTrue(!proofs.keyed(root, key, value, steps), "a changed bit");
    }

    function testFuzz_KeyedBitsMustFallOnTheWayUp(bytes9 key, uint16 lower, uint16 upper) public view {
        lower = uint16(bound(lower, 0, 71));
        upper = uint16(bound(upper, lower, 71));
        bytes memory wide = abi.encodePacked(key);
        KeyedStep[] memory steps = new KeyedStep[](2);
        steps[0] = KeyedStep(lower, keccak256("a"));
        steps[1] = KeyedStep(upper, keccak256("b"));
        bytes32 root = KeyedTree.leaf(wide, 0);
        for (uint256 i = 0; i < 2; ++i) {
            KeyedStep memory step = steps[i];
            root = KeyedTree.bitAt(wide, step.keyBit)
                ? KeyedTree.node(step.keyBit, step.sibling, root)
                : KeyedTree.node(step.keyBit, root, step.sibling);
        }
        vm.assertTrue(!proofs.keyed(root, wide, 0, steps), "bits that do not fall");
    }

    function testFuzz_KeyedProofsRefuseAKeyOfAnyOtherWidth(bytes calldata key, bytes32 value) public view {
        vm.assume(key.length > 20);
        vm.assertTrue(!proofs.keyed(KeyedTree.leaf(key, value), key, value, new KeyedStep[](0)), "too wide");
    }

    function testFuzz_BookProofsBindTheirSums(
        bytes9 key,
        BookSum memory own,
        BookSum memory other,
        uint256 flip
    ) public view {
        own = BookSum(own.base >> 1, own.quote >> 1);
        other = BookSum(other.base >> 1, other.quote >> 1);
        BookStep[] memory steps = new BookStep[](1);
        steps[0] = BookStep(uint16(flip % 72), keccak256("sibling"), other);
        bytes32 value = keccak256("value");
        bytes32 root = _bookRoot(key, value, own, steps[0]);
        vm.assertTrue(proofs.book(root, key, value, own, steps), "the right proof");

        uint128 bit = uint128(1 << ((flip >> 8) % 126));
        uint256 field = (flip >> 16) % 4;
        if (field == 0) own.base ^= bit;
        if (field == 1) own.quote ^= bit;
        if (field == 2) steps[0].sum.base ^= bit;
        if (field == 3) steps[0].sum.quote ^= bit;
        vm.assertTrue(!proofs.book(root, key, value, own, steps), "a changed sum");
    }

    function test_BookSumsPast128BitsAreNoProof() public view {
        BookSum memory most = BookSum(type(uint128).max, type(uint128).max);
        BookStep[] memory steps = new BookStep[](1);
        steps[0] = BookStep(0, keccak256("sibling"), BookSum(1, 0));
        vm.assertTrue(!proofs.book(0, 0, 0, most, steps), "base");
        steps[0].sum = BookSum(0, 1);
        vm.assertTrue(!proofs.book(0, 0, 0, most, steps), "quote");
    }

    function _bookRoot(bytes9 key, bytes32 value, BookSum memory own, BookStep memory step)
        private
        pure
        returns (bytes32)
    {
        BookSum memory total = BookSum(own.base + step.sum.base, own.quote + step.sum.quote);
        bytes32 running = BookTree.leaf(key, value, own);
        return KeyedTree.bitAt(abi.encodePacked(key), step.keyBit)
            ? BookTree.node(step.keyBit, step.sibling, running, total)
            : BookTree.node(step.keyBit, running, step.sibling, total);
    }

    function _firstDifference(bytes20 left, bytes20 right) private pure returns (uint16 bit) {
        while ((left ^ right) & bytes20(uint160(1 << (159 - bit))) == 0) ++bit;
    }
}
