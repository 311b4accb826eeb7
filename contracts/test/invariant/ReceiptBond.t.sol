// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Test} from "../base/Test.sol";
import {ReceiptHandler} from "./ReceiptHandler.sol";

/// @notice What holds of the sequencer's bond after every call, whoever made it.
contract ReceiptBondInvariantTest is Test {
    ReceiptHandler private venue;

    struct Calls {
        address target;
        bytes4[] selectors;
    }

    function setUp() public {
        venue = new ReceiptHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(venue);
    }

    function targetSelectors() external view returns (Calls[] memory calls) {
        calls = new Calls[](1);
        calls[0].target = address(venue);
        calls[0].selectors = new bytes4[](11);
        calls[0].selectors[0] = ReceiptHandler.wait_.selector;
        calls[0].selectors[1] = ReceiptHandler.bond.selector;
        calls[0].selectors[2] = ReceiptHandler.sign.selector;
        calls[0].selectors[3] = ReceiptHandler.post.selector;
        calls[0].selectors[4] = ReceiptHandler.slashTwo.selector;
        calls[0].selectors[5] = ReceiptHandler.slashPosted.selector;
        calls[0].selectors[6] = ReceiptHandler.challenge.selector;
        calls[0].selectors[7] = ReceiptHandler.answer.selector;
        calls[0].selectors[8] = ReceiptHandler.conclude.selector;
        calls[0].selectors[9] = ReceiptHandler.collect.selector;
        calls[0].selectors[10] = ReceiptHandler.withdraw.selector;
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
