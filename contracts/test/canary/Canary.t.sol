// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {EscapeInvariantTest} from "../invariant/Escape.t.sol";
import {VenueInvariantTest} from "../invariant/Venue.t.sol";

/// @notice MUST fail: it says that nothing is ever paid out. If it holds, the invariants watch an idle vault.
contract CanaryTest is VenueInvariantTest {
    function invariant_CanaryNothingIsEverPaid() public view {
        vm.assertEq(venue.payments(), 0, "payments");
    }
}

/// @notice MUST fail: it says that nobody ever escapes with a share of what is there.
contract EscapeCanaryTest is EscapeInvariantTest {
    function invariant_CanaryNobodyEscapesWithAShare() public view {
        vm.assertEq(venue.shared(), 0, "shares");
    }
}
