// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {InvariantTest} from "../base/InvariantTest.sol";
import {EndHandler} from "./EndHandler.sol";
import {VenueHandler} from "./VenueHandler.sol";

/// @notice What holds after every call, whoever made it. forge calls only the handler.
contract VenueInvariantTest is InvariantTest {
    EndHandler internal venue;

    function setUp() public {
        venue = new EndHandler();
    }

    function _handler() internal view override returns (address) {
        return address(venue);
    }

    function _calls() internal pure override returns (bytes4[] memory calls) {
        calls = new bytes4[](12);
        calls[0] = VenueHandler.deposit.selector;
        calls[1] = VenueHandler.bond.selector;
        calls[2] = VenueHandler.wait_.selector;
        calls[3] = VenueHandler.postBatch.selector;
        calls[4] = VenueHandler.postWrongBatch.selector;
        calls[5] = VenueHandler.claim.selector;
        calls[6] = EndHandler.freezeForSilence.selector;
        calls[7] = EndHandler.freezeForRequest.selector;
        calls[8] = EndHandler.cancel.selector;
        calls[9] = EndHandler.refund.selector;
        calls[10] = VenueHandler.request.selector;
        calls[11] = VenueHandler.refill.selector;
    }

    function invariant_C1_TheVaultHoldsWhatIsClaimableOrRefundableAndTheBond() public view {
        uint256 owed = venue.claimableTotal() - venue.claimedTotal() + venue.refundableTotal();
        vm.assertGe(venue.balance(), owed + venue.theVault().bondHeld(), "claimable, refundable and bond");
    }

    function invariant_TheVaultKnowsWhatEverCameInAndWentBack() public view {
        vm.assertEq(venue.theVault().enteredTotal(), venue.depositedTotal(), "entered");
        vm.assertEq(venue.theVault().refundedTotal(), venue.refundedTotal(), "refunded");
    }

    function invariant_OwnersAloneAskAndEightAtOnce() public view {
        vm.assertEq(venue.wrongRequests(), 0, "requests that were not theirs, or theirs and refused");
    }

    function invariant_MoneyLeavesByClaimsAndRefundsAlone() public view {
        uint256 paidIn = venue.depositedTotal() + venue.theVault().bondHeld();
        uint256 out = venue.claimedTotal() + venue.refundedTotal();
        vm.assertEq(venue.balance(), paidIn - out, "in less out");
    }

    function invariant_C7_WhatCameInGoesBackOnceWhenItIsDueAndNeverElse() public view {
        vm.assertEq(venue.wrongRefunds(), 0, "refunds that were not due, or due and refused");
    }

    function invariant_C5_AnyoneEndsTheVenueWhenItIsDueAndNobodyElse() public view {
        vm.assertEq(venue.wrongEnds(), 0, "ends that were not due, or due and refused");
    }

    function invariant_C3_EachWithdrawalPaysOnceWhenDueAndNeverElse() public view {
        vm.assertEq(venue.wrongPayments(), 0, "payments that were not due, or due and refused");
    }

    function invariant_C2_TheRootMovesByAcceptedBatchesAlone() public view {
        (bytes32 root, uint64 batches) = venue.chain();
        vm.assertEq(root, venue.expectedRoot(), "root");
        vm.assertEq(batches, venue.expectedBatches(), "batches");
        vm.assertEq(venue.wrongRootMoves(), 0, "wrong batches taken");
    }

    function invariant_TheCursorNeverPassesTheQueue() public view {
        (uint64 cursor, uint64 length) = venue.queue();
        vm.assertLe(cursor, length, "cursor");
    }
}
