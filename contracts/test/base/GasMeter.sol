// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {VenueTest} from "./VenueTest.sol";

/// @notice A venue of the optimised artefacts, and what a whole transaction to it costs.
abstract contract GasMeter is VenueTest {
    uint256 internal constant CODE_MAX_BYTES = 24_576;

    constructor() {
        usesArtefacts = true;
    }

    /// @dev A whole transaction: 21,000, calldata and execution from cold, or the calldata's floor if more.
    function _cost(address sender, address target, bytes memory call) internal returns (uint256) {
        address[5] memory warm =
            [target, address(vault), address(settlement), address(escape), address(token)];
        for (uint256 i = 0; i < warm.length; ++i) vm.cool(warm[i]);
        vm.prank(sender, sender);
        uint256 before = gasleft();
        (bool done,) = target.call(call);
        uint256 execution = before - gasleft();
        vm.assertTrue(done, "the call succeeds");
        uint256 units = 0;
        for (uint256 i = 0; i < call.length; ++i) units += call[i] == 0 ? 1 : 4;
        uint256 plain = 21_000 + 4 * units + execution;
        uint256 floor = 21_000 + 10 * units;
        return plain > floor ? plain : floor;
    }
}
