// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {ClaimLine} from "../../src/ClaimLine.sol";
import {Header} from "../../src/BatchHeader.sol";
import {Request} from "../../src/RequestQueue.sol";
import {Vault} from "../../src/Vault.sol";
import {EndTest} from "../base/EndTest.sol";

contract RefundTest is EndTest {
    function test_ADepositThatNoBatchConsumedGoesBackToItsPayerOnce() public {
        Request memory request = _depositRequest(BOB, ALICE, DEPOSIT);
        _end();
        vm.expectEmit(address(vault));
        emit Vault.Refunded(0, BOB, DEPOSIT);
        vm.prank(ALICE);
        vault.refund(request);
        vm.assertEq(token.balanceOf(BOB), DEPOSIT, "the payer");
        vm.assertTrue(vault.isRefunded(0) && !vault.isRefunded(1), "this one");
        vm.expectRevert(abi.encodeWithSelector(Vault.AlreadyRefunded.selector, 0));
        vault.refund(request);
    }

    function test_ADepositThatWasConsumedIsNotGivenBack() public {
        Request memory request = _depositRequest(BOB, ALICE, DEPOSIT);
        _post(_next(), DATA);
        _end();
        vm.expectRevert(abi.encodeWithSelector(Vault.RequestConsumed.selector, 0, 1));
        vault.refund(request);
    }

    function test_ADepositOfACancelledBatchIsGivenBack() public {
        Request memory request = _depositRequest(BOB, ALICE, DEPOSIT);
        Header memory lie = _next();
        _post(lie, DATA);
        _cancel(lie);
        vm.warp(block.timestamp + WINDOW);
        vault.refund(request);
        vm.assertEq(token.balanceOf(BOB), DEPOSIT, "the payer");
    }

    function test_NothingIsGivenBackWhileTheVenueRuns() public {
        Request memory request = _depositRequest(BOB, ALICE, DEPOSIT);
        vm.expectRevert(Vault.VenueNotEnded.selector);
        vault.refund(request);
    }

    function test_APendingBatchIsWaitedFor() public {
        Request memory first = _depositRequest(BOB, ALICE, DEPOSIT);
        vm.warp(first.l1Time + 61);
        Header memory header = _next();
        header.queueCursor = 0;
        header.queueHash = bytes32(0);
        _post(header, DATA);
        settlement.freezeForRequest(first);
        vm.expectRevert(Vault.VenueNotEnded.selector);
        vault.refund(first);
        vm.warp(block.timestamp + WINDOW);
        vault.refund(first);
    }

    function test_ThePriceOfARequestThatNoBatchConsumedGoesBackToItsSender() public {
        _give(ALICE, 1_000_000);
        vm.prank(ALICE);
        vault.requestCancelAll(ALICE, 0);
        Request memory request =
            Request(4, 0, ALICE, ALICE, uint64(block.timestamp), abi.encodePacked(uint64(1_000_000)));
        _end();
        vault.refund(request);
        vm.assertEq(token.balanceOf(ALICE), 1_000_000, "the price");
        vm.assertEq(vault.refundedTotal(), 1_000_000, "told");
        vm.assertEq(vault.enteredTotal(), 1_000_000, "and entered");
    }

    function test_OnlyWhatBroughtMoneyAndOnlyAsItWasEntered() public {
        Request memory request = _depositRequest(BOB, ALICE, DEPOSIT);
        vm.prank(OPERATOR);
        vault.changeParameter(hex"0004");
        Request memory change =
            Request(7, 1, OPERATOR, OPERATOR, uint64(block.timestamp), hex"0004");
        _end();
        vm.expectRevert(abi.encodeWithSelector(Vault.NothingPaidIn.selector, 1));
        vault.refund(change);
        request.sender = ALICE;
        bytes memory wrong = abi.encodeWithSelector(Vault.RequestNotInQueue.selector, 0);
        vm.expectRevert(wrong);
        vault.refund(request);
        request.sender = BOB;
        request.payload = abi.encodePacked(DEPOSIT + 1);
        vm.expectRevert(wrong);
        vault.refund(request);
        request.index = 2;
        vm.expectRevert(abi.encodeWithSelector(Vault.RequestNotInQueue.selector, 2));
        vault.refund(request);
    }

    function test_TheBondPaysNoRefund() public {
        Request memory request = _depositRequest(BOB, ALICE, DEPOSIT);
        _end();
        vm.prank(address(vault));
        token.transfer(OPERATOR, 1);
        vm.expectRevert(abi.encodeWithSelector(ClaimLine.VaultShort.selector, DEPOSIT - 1, DEPOSIT));
        vault.refund(request);
    }

    /// @dev Silence, and the last batch final.
    function _end() private {
        vm.warp(block.timestamp + 61);
        settlement.freezeForSilence();
    }
}
