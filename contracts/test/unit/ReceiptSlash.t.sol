// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {ReceiptBond} from "../../src/ReceiptBond.sol";
import {OffingEip712} from "../../src/libraries/OffingEip712.sol";
import {Receipt} from "../../src/libraries/Receipts.sol";
import {DenseModel} from "../base/DenseModel.sol";
import {ReceiptTest} from "../base/ReceiptTest.sol";

contract ReceiptSlashTest is ReceiptTest {
    uint256 private constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    function test_TwoLeavesForOneSeqTakeTheBond() public {
        uint256 inVault = token.balanceOf(address(vault));
        (Receipt memory one, Receipt memory other) = (_receipt(5, 0, 1), _receipt(5, 1, 1));
        vm.expectEmit(address(receiptBond));
        emit ReceiptBond.Slashed(5, ALICE, SEQUENCER_BOND / 10, SEQUENCER_BOND * 9 / 10);
        vm.prank(ALICE);
        receiptBond.slashTwoLeaves(one, other);
        vm.assertEq(receiptBond.bondHeld(), 0, "the bond is gone");
        uint256 gained = token.balanceOf(address(vault)) - inVault;
        vm.assertEq(gained, SEQUENCER_BOND * 9 / 10, "to the vault");
        receiptBond.collect(ALICE);
        vm.assertEq(token.balanceOf(ALICE), SEQUENCER_BOND / 10, "to the reporter");
        _assertBooksBalance();
    }

    function test_TwoLeavesCountWhateverTheEpochAndTheKey() public {
        vm.prank(OPERATOR);
        receiptBond.addKey(vm.addr(KEY + 1));
        Receipt memory later = _receipt(5, 1, 9);
        _sign(later, KEY + 1);
        receiptBond.slashTwoLeaves(_receipt(5, 0, 1), later);
        vm.assertTrue(receiptBond.isSlashed(5), "slashed");
    }

    function test_TwoReceiptsOfOneLeafAreNoLie() public {
        Receipt memory one = _receipt(5, 0, 1);
        _pass(10);
        Receipt memory again = _receipt(5, 0, 2);
        vm.assertTrue(one.batch.deadline != again.batch.deadline, "signed apart");
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.SameLeaf.selector, _leaf(5, 0)));
        receiptBond.slashTwoLeaves(one, again);
    }

    function test_TwoSeqsAreNoLie() public {
        (Receipt memory one, Receipt memory other) = (_receipt(5, 0, 1), _receipt(6, 1, 1));
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.DifferentSeqs.selector, 5, 6));
        receiptBond.slashTwoLeaves(one, other);
    }

    function test_APostedLeafThatDiffersTakesTheBond() public {
        Receipt memory receipt = _receipt(5);
        Header memory header = _postInputs(5, 1);
        bytes32[] memory siblings = _inclusion(header, 5, 5, 1);
        vm.prank(ALICE);
        receiptBond.slashPosted(receipt, header, _leaf(5, 1), siblings);
        vm.assertEq(receiptBond.credit(ALICE), SEQUENCER_BOND / 10, "the reporter's share");
    }

    function test_ThePostedLeafThatIsPromisedIsNoLie() public {
        Receipt memory receipt = _receipt(5);
        Header memory header = _postInputs();
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.SameLeaf.selector, _leaf(5, 0)));
        receiptBond.slashPosted(receipt, header, _leaf(5, 0), _inclusion(header, 5));
    }

    function test_AnotherPlaceOfTheBatchProvesNothing() public {
        Receipt memory receipt = _receipt(5);
        Header memory header = _postInputs();
        _refusedInBatch(receipt, header, _leaf(6, 0), _inclusion(header, 6));
        header.lastSeq = 4;
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.BatchNotPosted.selector, 1));
        receiptBond.slashPosted(receipt, header, _leaf(5, 1), _inclusion(header, 5));
    }

    function test_ASeqOutsideTheBatchProvesNothing() public {
        Header memory header = _postInputs();
        Receipt memory receipt = _receipt(11);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.SeqNotInBatch.selector, 11, 1));
        receiptBond.slashPosted(receipt, header, _leaf(11, 1), new bytes32[](0));
    }

    function test_ABatchThatNeverWasOrIsNotCompleteProvesNothing() public {
        Receipt memory receipt = _receipt(5);
        Header memory header = _next();
        header.inputsRoot = DenseModel.root(_range(header.firstSeq, 10, 5, 1));
        bytes32[] memory siblings = _inclusion(header, 5, 5, 1);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.BatchNotPosted.selector, 1));
        receiptBond.slashPosted(receipt, header, _leaf(5, 1), siblings);
        vm.prank(OPERATOR, OPERATOR);
        settlement.post(header, 2, DATA);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.BatchNotPosted.selector, 1));
        receiptBond.slashPosted(receipt, header, _leaf(5, 1), siblings);
    }

    /// @dev After a cancellation, and after a reorg, another header or none stands under the number.
    function test_ACancelledOrReorgedBatchProvesNothing() public {
        Receipt memory receipt = _receipt(5);
        Header memory header = _postInputs(5, 1);
        bytes32[] memory siblings = _inclusion(header, 5, 5, 1);
        vm.mockCall(address(settlement), abi.encodeCall(settlement.headerHash, (1)), abi.encode(bytes32(0)));
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.BatchNotPosted.selector, 1));
        receiptBond.slashPosted(receipt, header, _leaf(5, 1), siblings);
    }

    function test_GenesisHoldsNoEntry() public {
        Header memory header = _genesisHeader();
        Receipt memory receipt = _receipt(5);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.SeqNotInBatch.selector, 5, 0));
        receiptBond.slashPosted(receipt, header, _leaf(5, 1), new bytes32[](0));
    }

    function test_AMalleableSignatureIsNone() public {
        Receipt memory lie = _receipt(5, 1, 1);
        lie.s = bytes32(ORDER - uint256(lie.s));
        lie.v = lie.v == 27 ? 28 : 27;
        _refusedSignature(lie, address(0));
        lie = _receipt(5, 1, 1);
        lie.v = 29;
        _refusedSignature(lie, address(0));
        lie.v = 0;
        _refusedSignature(lie, address(0));
    }

    function test_AReceiptOfAnotherChainIsNone() public {
        Receipt memory lie = _receipt(5, 1, 1);
        bytes32 elsewhere = OffingEip712.domainSeparator(1, address(vault));
        _sign(lie, KEY, elsewhere);
        _refusedSignature(lie);
    }

    function test_AReceiptOfThisChainIsNoneOnAForkOfIt() public {
        Receipt memory one = _receipt(5, 0, 1);
        Receipt memory lie = _receipt(5, 1, 1);
        vm.chainId(4242);
        address nobody = door.signer(one, _separator());
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.NotSignedBySequencer.selector, nobody));
        receiptBond.slashTwoLeaves(one, lie);
        vm.assertEq(receiptBond.bondHeld(), SEQUENCER_BOND, "kept");
    }

    function test_AReceiptOfAnotherVaultIsNone() public {
        Receipt memory lie = _receipt(5, 1, 1);
        _sign(lie, KEY, OffingEip712.domainSeparator(block.chainid, address(settlement)));
        _refusedSignature(lie);
    }

    function test_AReceiptOfAStrangersKeyIsNone() public {
        Receipt memory lie = _receipt(5, 1, 1);
        _sign(lie, KEY + 1);
        _refusedSignature(lie, vm.addr(KEY + 1));
    }

    function test_ATruncatedOrLengthenedPathIsNone() public {
        Receipt memory lie = _receipt(5, 1, 1);
        bytes32[] memory whole = lie.siblings;
        lie.siblings = new bytes32[](whole.length - 1);
        for (uint256 i = 0; i + 1 < whole.length; ++i) lie.siblings[i] = whole[i];
        _refusedPath(lie);
        lie.siblings = new bytes32[](whole.length + 1);
        for (uint256 i = 0; i < whole.length; ++i) lie.siblings[i] = whole[i];
        _refusedPath(lie);
    }

    /// @dev Anyone can hash an inner node; that it has another tag keeps it from passing for a leaf.
    function test_ANodeShownAsALeafIsNone() public {
        Receipt memory lie = _receipt(5, 1, 1);
        bytes32[] memory leaves = _range(4, 3, 5, 1);
        bytes32 left = DenseModel.root(_pair(leaves[0], leaves[1]));
        // The node over the first two, said to be the hash of an entry in a micro-batch of two.
        lie.entryHash = left;
        lie.siblings = new bytes32[](1);
        lie.siblings[0] = _tagged(leaves[2]);
        _refusedPath(lie);
    }

    function test_ASeqOutsideItsMicroBatchIsNone() public {
        Receipt memory lie = _receipt(5, 1, 1);
        lie.seq = 3;
        Receipt memory honest = _receipt(3, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.NotInMicroBatch.selector, 3));
        receiptBond.slashTwoLeaves(honest, lie);
        lie.seq = 7;
        honest = _receipt(7, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.NotInMicroBatch.selector, 7));
        receiptBond.slashTwoLeaves(honest, lie);
    }

    function test_OneSeqTakesTheBondOnce() public {
        receiptBond.slashTwoLeaves(_receipt(5, 0, 1), _receipt(5, 1, 1));
        _fund(OPERATOR, SEQUENCER_BOND);
        vm.prank(OPERATOR);
        receiptBond.bond(SEQUENCER_BOND);
        Receipt memory one = _receipt(5, 0, 1);
        Receipt memory third = _receipt(5, 2, 1);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.AlreadySlashed.selector, 5));
        receiptBond.slashTwoLeaves(one, third);
        receiptBond.slashTwoLeaves(_receipt(6, 0, 1), _receipt(6, 1, 1));
        vm.assertEq(receiptBond.bondHeld(), 0, "another lie takes the next bond");
    }

    function test_AProofThatFindsNothingIsNotUsedUp() public {
        receiptBond.slashTwoLeaves(_receipt(5, 0, 1), _receipt(5, 1, 1));
        Receipt memory one = _receipt(6, 0, 1);
        Receipt memory other = _receipt(6, 1, 1);
        vm.expectRevert(ReceiptBond.NothingBonded.selector);
        receiptBond.slashTwoLeaves(one, other);
        vm.assertTrue(!receiptBond.isSlashed(6), "still to be used");
    }

    function test_NobodyCollectsTwice() public {
        (Receipt memory one, Receipt memory other) = (_receipt(5, 0, 1), _receipt(5, 1, 1));
        vm.prank(ALICE);
        receiptBond.slashTwoLeaves(one, other);
        receiptBond.collect(ALICE);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.NothingToCollect.selector, ALICE));
        receiptBond.collect(ALICE);
    }

    function _tagged(bytes32 leaf) private pure returns (bytes32) {
        bytes32[] memory one = new bytes32[](1);
        one[0] = leaf;
        return DenseModel.root(one);
    }

    function _pair(bytes32 one, bytes32 other) private pure returns (bytes32[] memory pair) {
        pair = new bytes32[](2);
        (pair[0], pair[1]) = (one, other);
    }

    function _refusedInBatch(
        Receipt memory receipt,
        Header memory header,
        bytes32 leaf,
        bytes32[] memory path
    ) private {
        vm.expectRevert(
            abi.encodeWithSelector(ReceiptBond.LeafNotInBatch.selector, receipt.seq, header.number)
        );
        receiptBond.slashPosted(receipt, header, leaf, path);
    }

    function _refusedSignature(Receipt memory lie) private {
        _refusedSignature(lie, door.signer(lie, _separator()));
    }

    function _refusedSignature(Receipt memory lie, address signer) private {
        Receipt memory honest = _receipt(5, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.NotSignedBySequencer.selector, signer));
        receiptBond.slashTwoLeaves(honest, lie);
    }

    function _refusedPath(Receipt memory lie) private {
        Receipt memory honest = _receipt(5, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(ReceiptBond.NotInMicroBatch.selector, lie.seq));
        receiptBond.slashTwoLeaves(honest, lie);
    }
}
