// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {InvariantTest} from "../base/InvariantTest.sol";
import {EscapeHandler} from "./EscapeHandler.sol";

/// @notice What holds after every call in the life and the end of a venue, whoever made it, in any order.
/// forge-config: test.invariant.runs = 48
contract EscapeInvariantTest is InvariantTest {
    EscapeHandler internal venue;

    function setUp() public {
        venue = new EscapeHandler();
    }

    function _handler() internal view override returns (address) {
        return address(venue);
    }

    function _calls() internal pure override returns (bytes4[] memory calls) {
        calls = new bytes4[](10);
        calls[0] = EscapeHandler.trade.selector;
        calls[1] = EscapeHandler.payFunding.selector;
        calls[2] = EscapeHandler.end.selector;
        calls[3] = EscapeHandler.resolve.selector;
        calls[4] = EscapeHandler.prove.selector;
        calls[5] = EscapeHandler.fix.selector;
        calls[6] = EscapeHandler.claimEscape.selector;
        calls[7] = EscapeHandler.leaveBeside.selector;
        calls[8] = EscapeHandler.wait_.selector;
        calls[9] = EscapeHandler.operate.selector;
    }

    function invariant_C1_TheVaultHoldsWhatIsClaimableThroughAnEscape() public view {
        vm.assertGe(venue.held(), venue.owed(), "withdrawals, refunds and what is set aside");
    }

    function invariant_C4_FrozenMeansNoOperatorPathMovesFunds() public view {
        vm.assertEq(venue.movedByOperator(), 0, "moved by the operator");
    }

    function invariant_C6_EscapePaysExactlyByTheRuleWhateverTheOrderOfClaims() public view {
        vm.assertEq(venue.wrongPayments(), 0, "payments that were not the rule's");
    }

    function invariant_C8_NothingBlocksAnExit() public view {
        vm.assertEq(venue.blocked(), 0, "exits that were due and refused");
    }
}
