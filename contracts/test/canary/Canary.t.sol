// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {VenueInvariantTest} from "../invariant/Venue.t.sol";

/// @notice MUST fail: it says that nothing is ever paid out. If it holds, the invariants watch an idle vault.
contract CanaryTest is VenueInvariantTest {
    function invariant_CanaryNothingIsEverPaid() public view {
        vm.assertEq(venue.payments(), 0, "payments");
    }
}
