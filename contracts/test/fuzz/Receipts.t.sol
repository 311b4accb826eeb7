// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {DenseTree} from "../../src/libraries/DenseTree.sol";
import {Receipt} from "../../src/libraries/Receipts.sol";
import {DenseModel} from "../base/DenseModel.sol";
import {ReceiptTest} from "../base/ReceiptTest.sol";

contract ReceiptsFuzzTest is ReceiptTest {
    function verifyAt(bytes32 root, bytes32 leaf, uint256 index, uint256 count, bytes32[] calldata siblings)
        external
        pure
        returns (bool)
    {
        return DenseTree.verifyAt(root, leaf, index, count, siblings);
    }

    function testFuzz_EachPlaceHasTheModelsProofAndNoOther(uint256 seed, uint8 size, uint8 spot) public view {
        bytes32[] memory leaves = new bytes32[](bound(size, 1, 70));
        for (uint256 i = 0; i < leaves.length; ++i) leaves[i] = keccak256(abi.encode(seed, i));
        uint256 index = seed % leaves.length;
        (, bytes32[] memory siblings) = DenseModel.proof(leaves, index);
        bytes32 root = DenseModel.root(leaves);
        vm.assertTrue(this.verifyAt(root, leaves[index], index, leaves.length, siblings), "the right place");
        uint256 elsewhere = spot % (leaves.length + 2);
        if (elsewhere != index) {
            bool taken = this.verifyAt(root, leaves[index], elsewhere, leaves.length, siblings);
            vm.assertTrue(!taken, "another place");
        }
    }

    /// @dev Whatever field is changed after signing, it is no receipt of the sequencer any more.
    function testFuzz_NoBitOfAReceiptMayChange(uint64 seq, uint256 flip) public {
        seq = uint64(bound(seq, 1, type(uint64).max - 3));
        Receipt memory honest = _receipt(seq);
        Receipt memory lie = _receipt(seq, 1, 1);
        uint256 field = flip % 12;
        bytes32 bit = bytes32(1 << ((flip >> 8) % 256));
        uint64 small = uint64(1 << (flip % 64));
        if (field == 0) lie.batch.record ^= small;
        if (field == 1) lie.batch.epoch ^= small;
        if (field == 2) lie.batch.firstSeq ^= small;
        if (field == 3) lie.batch.count ^= uint32(1 << (flip % 32));
        if (field == 4) lie.batch.previousHash ^= bit;
        if (field == 5) lie.batch.root ^= bit;
        if (field == 6) lie.batch.deadline ^= small;
        if (field == 7) lie.arrival ^= small;
        if (field == 8) lie.entryHash ^= bit;
        if (field == 9) lie.siblings[(flip >> 16) % lie.siblings.length] ^= bit;
        if (field == 10) lie.r ^= bit;
        if (field == 11) lie.s ^= bit;
        (bool done,) = address(receiptBond).call(abi.encodeCall(receiptBond.slashTwoLeaves, (honest, lie)));
        vm.assertTrue(!done, "a changed bit");
        vm.assertEq(receiptBond.bondHeld(), SEQUENCER_BOND, "kept");
    }

    /// @dev Whichever two receipts of an honest sequencer, whatever the epochs: nothing can be made of them.
    function testFuzz_AnHonestSequencerCannotBeSlashed(uint8 one, uint8 other, uint64 epoch, uint16 later)
        public
    {
        Header memory header = _postInputs();
        uint64 first = uint64(bound(one, 1, 10));
        uint64 second = uint64(bound(other, 1, 10));
        Receipt memory early = _receipt(first);
        _pass(later);
        Receipt memory late = _receipt(second, 0, epoch);
        _refused(abi.encodeCall(receiptBond.slashTwoLeaves, (early, late)));
        bytes32[] memory siblings = _inclusion(header, second);
        bytes memory call =
            abi.encodeCall(receiptBond.slashPosted, (early, header, _leaf(second, 0), siblings));
        _refused(call);
        _pass(DEADLINE + 1);
        _challenge(early);
        receiptBond.answer(first, header, _inclusion(header, first));
        vm.assertEq(receiptBond.bondHeld(), SEQUENCER_BOND, "kept");
    }

    function testFuzz_ASlashedBondIsSharedWithoutRest(uint64 more) public {
        more = uint64(bound(more, 0, 1e15));
        _fund(CAROL, more);
        vm.prank(CAROL);
        receiptBond.bond(more);
        uint256 inVault = token.balanceOf(address(vault));
        (Receipt memory one, Receipt memory other) = (_receipt(5, 0, 1), _receipt(5, 1, 1));
        vm.prank(ALICE);
        receiptBond.slashTwoLeaves(one, other);
        uint256 shared = receiptBond.credit(ALICE) + token.balanceOf(address(vault)) - inVault;
        vm.assertEq(shared, uint256(SEQUENCER_BOND) + more, "all of it");
        vm.assertLe(receiptBond.credit(ALICE) * 10, uint256(SEQUENCER_BOND) + more, "a tenth at most");
    }

    function _refused(bytes memory call) private {
        (bool done,) = address(receiptBond).call(call);
        vm.assertTrue(!done, "an honest sequencer");
    }
}
