// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {InvariantTest} from "../base/InvariantTest.sol";
import {VenueHandler} from "./VenueHandler.sol";

/// @notice What holds after every call, whoever made it. forge calls only the handler.
contract VenueInvariantTest is InvariantTest {
    VenueHandler internal venue;

    function setUp() public {
        venue = new VenueHandler();
    }

    function _handler() internal view override returns (address) {
        return address(venue);
    }

    function _calls() internal pure override returns (bytes4[] memory calls) {
        calls = new bytes4[](6);
        calls[0] = VenueHandler.deposit.selector;
        calls[1] = VenueHandler.bond.selector;
        calls[2] = VenueHandler.wait_.selector;
        calls[3] = VenueHandler.postBatch.selector;
        calls[4] = VenueHandler.postWrongBatch.selector;
        calls[5] = VenueHandler.claim.selector;
    }

    function invariant_TheVaultHoldsWhatIsClaimableAndTheBond() public view {
        uint256 owed = venue.claimableTotal() - venue.claimedTotal();
        vm.assertGe(venue.balance(), owed + venue.theVault().bondHeld(), "claimable and bond");
    }

    function invariant_MoneyLeavesByClaimsAlone() public view {
        uint256 paidIn = venue.depositedTotal() + venue.theVault().bondHeld();
        vm.assertEq(venue.balance(), paidIn - venue.claimedTotal(), "in less out");
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
