// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Test} from "../base/Test.sol";
import {EndHandler} from "./EndHandler.sol";
import {VenueHandler} from "./VenueHandler.sol";

/// @notice What holds after every call, whoever made it. forge calls only the handler.
contract VenueInvariantTest is Test {
    EndHandler internal venue;

    struct Calls {
        address target;
        bytes4[] selectors;
    }

    function setUp() public {
        venue = new EndHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(venue);
    }

    function targetSelectors() external view returns (Calls[] memory calls) {
        calls = new Calls[](1);
        calls[0].target = address(venue);
        calls[0].selectors = new bytes4[](10);
        calls[0].selectors[0] = VenueHandler.deposit.selector;
        calls[0].selectors[1] = VenueHandler.bond.selector;
        calls[0].selectors[2] = VenueHandler.wait_.selector;
        calls[0].selectors[3] = VenueHandler.postBatch.selector;
        calls[0].selectors[4] = VenueHandler.postWrongBatch.selector;
        calls[0].selectors[5] = VenueHandler.claim.selector;
        calls[0].selectors[6] = EndHandler.freezeForSilence.selector;
        calls[0].selectors[7] = EndHandler.freezeForRequest.selector;
        calls[0].selectors[8] = EndHandler.cancel.selector;
        calls[0].selectors[9] = EndHandler.refund.selector;
    }

    function invariant_TheVaultHoldsWhatIsClaimableOrRefundableAndTheBond() public view {
        uint256 owed = venue.claimableTotal() - venue.claimedTotal() + venue.refundableTotal();
        vm.assertGe(venue.balance(), owed + venue.theVault().bondHeld(), "claimable, refundable and bond");
    }

    function invariant_MoneyLeavesByClaimsAndRefundsAlone() public view {
        uint256 paidIn = venue.depositedTotal() + venue.theVault().bondHeld();
        uint256 out = venue.claimedTotal() + venue.refundedTotal();
        vm.assertEq(venue.balance(), paidIn - out, "in less out");
    }

    function invariant_EachDepositGoesBackOnceWhenItIsDueAndNeverElse() public view {
        vm.assertEq(venue.wrongRefunds(), 0, "refunds that were not due, or due and refused");
    }

    function invariant_AnyoneEndsTheVenueWhenItIsDueAndNobodyElse() public view {
        vm.assertEq(venue.wrongEnds(), 0, "ends that were not due, or due and refused");
    }

    function invariant_EachWithdrawalPaysOnceWhenDueAndNeverElse() public view {
        vm.assertEq(venue.wrongPayments(), 0, "payments that were not due, or due and refused");
    }

    function invariant_TheRootMovesByAcceptedBatchesAlone() public view {
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
