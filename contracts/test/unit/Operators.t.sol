// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Header} from "../../src/BatchHeader.sol";
import {BondTerms, IPostedBatches} from "../../src/BondTerms.sol";
import {Operators} from "../../src/Operators.sol";
import {ReceiptBond} from "../../src/ReceiptBond.sol";
import {Vault} from "../../src/Vault.sol";
import {EndTest} from "../base/EndTest.sol";

/// @notice The operator hands its place over by itself, in public, and nobody else does.
contract OperatorsTest is EndTest {
    address private constant NEXT = address(0x4E47);

    function test_TheOperatorFollowsAfterTheDelayAndTheOldOneIsNobodyThen() public {
        vm.expectEmit(address(settlement));
        emit Operators.OperatorAnnounced(OPERATOR, NEXT, uint64(block.timestamp) + 60);
        vm.prank(OPERATOR);
        settlement.announceOperator(NEXT);
        vm.warp(block.timestamp + 59);
        vm.assertEq(settlement.operator(), OPERATOR, "not yet");
        (address next, uint64 from) = settlement.nextOperator();
        vm.assertTrue(next == NEXT && from == block.timestamp + 1, "announced");
        Header memory header = _next();
        vm.expectRevert(abi.encodeWithSelector(Operators.NotOperator.selector, NEXT));
        vm.prank(NEXT, NEXT);
        settlement.post(header, 1, DATA);
        vm.warp(block.timestamp + 1);
        vm.assertEq(settlement.operator(), NEXT, "now");
        (next, from) = settlement.nextOperator();
        vm.assertTrue(next == address(0) && from == 0, "nobody is announced any more");
        vm.expectRevert(abi.encodeWithSelector(Operators.NotOperator.selector, OPERATOR));
        vm.prank(OPERATOR, OPERATOR);
        settlement.post(header, 1, DATA);
        vm.prank(NEXT, NEXT);
        settlement.post(header, 1, DATA);
    }

    function test_ChangesOfParametersFollow() public {
        _announce(OPERATOR, NEXT);
        vm.warp(block.timestamp + 60);
        vm.expectRevert(abi.encodeWithSelector(Vault.NotOperator.selector, OPERATOR));
        vm.prank(OPERATOR);
        vault.changeParameter("x");
        vm.prank(NEXT);
        vault.changeParameter("x");
    }

    function test_TheReceiptBondFollows() public {
        address key = vm.addr(7);
        IPostedBatches posted = IPostedBatches(address(settlement));
        ReceiptBond receipts = new ReceiptBond(BondTerms(posted, key, 0, 0, 1, 1, 3));
        _announce(OPERATOR, NEXT);
        vm.warp(block.timestamp + 60);
        vm.assertEq(receipts.operator(), NEXT, "the venue's operator of now");
        vm.prank(NEXT);
        receipts.addKey(vm.addr(8));
    }

    function test_NobodyElseAnnouncesAndNobodyTakesAWatchersPlace() public {
        vm.expectRevert(abi.encodeWithSelector(Operators.NotOperator.selector, ALICE));
        _announce(ALICE, ALICE);
        vm.expectRevert(Operators.OperatorMissing.selector);
        _announce(OPERATOR, address(0));
        address watcher = _watchers()[1];
        vm.expectRevert(abi.encodeWithSelector(Operators.OperatorWatches.selector, watcher));
        _announce(OPERATOR, watcher);
    }

    function test_AnnouncingAgainBeginsTheDelayAnewAndOneselfTakesItBack() public {
        _announce(OPERATOR, NEXT);
        vm.warp(block.timestamp + 59);
        _announce(OPERATOR, ALICE);
        vm.warp(block.timestamp + 59);
        vm.assertEq(settlement.operator(), OPERATOR, "anew");
        _announce(OPERATOR, OPERATOR);
        vm.warp(block.timestamp + 1_000);
        vm.assertEq(settlement.operator(), OPERATOR, "taken back");
        _announce(OPERATOR, NEXT);
        vm.warp(block.timestamp + 60);
        _announce(NEXT, ALICE);
        vm.assertEq(settlement.operator(), NEXT, "who followed announces in its turn");
        vm.warp(block.timestamp + 60);
        vm.assertEq(settlement.operator(), ALICE, "and so on");
    }

    function _announce(address sender, address next) private {
        vm.prank(sender);
        settlement.announceOperator(next);
    }
}
