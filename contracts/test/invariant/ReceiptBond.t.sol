// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {InvariantTest} from "../base/InvariantTest.sol";
import {ReceiptHandler} from "./ReceiptHandler.sol";

/// @notice What holds of the sequencer's bond after every call, whoever made it.
contract ReceiptBondInvariantTest is InvariantTest {
    ReceiptHandler private venue;

    function setUp() public {
        venue = new ReceiptHandler();
    }

    function _handler() internal view override returns (address) {
        return address(venue);
    }

    function _calls() internal pure override returns (bytes4[] memory calls) {
        calls = new bytes4[](11);
        calls[0] = ReceiptHandler.wait_.selector;
        calls[1] = ReceiptHandler.bond.selector;
        calls[2] = ReceiptHandler.sign.selector;
        calls[3] = ReceiptHandler.post.selector;
        calls[4] = ReceiptHandler.slashTwo.selector;
        calls[5] = ReceiptHandler.slashPosted.selector;
        calls[6] = ReceiptHandler.challenge.selector;
        calls[7] = ReceiptHandler.answer.selector;
        calls[8] = ReceiptHandler.conclude.selector;
        calls[9] = ReceiptHandler.collect.selector;
        calls[10] = ReceiptHandler.withdraw.selector;
    }

    function invariant_ItHoldsExactlyWhatItOwes() public view {
        vm.assertEq(venue.balance(), venue.owed(), "owed and held");
    }

    function invariant_LiesAreSlashedAndNothingElse() public view {
        vm.assertEq(venue.wrongSlashes(), 0, "slashed without a lie");
        vm.assertEq(venue.refusedProofs(), 0, "a proof refused");
    }

    function invariant_NobodyIsPaidMoreThanCameIn() public view {
        vm.assertLe(venue.paidOut() + venue.owed(), venue.paidIn(), "in and out");
    }

    function invariant_TheBondIsWholeOrNothing() public view {
        uint64 held = venue.theBond().bondHeld();
        vm.assertTrue(held == 0 || held >= venue.theBond().minimum(), "whole or nothing");
    }
}
