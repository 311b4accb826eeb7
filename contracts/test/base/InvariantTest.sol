// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {Test} from "./Test.sol";

/// @notice Tells forge to call the functions of one handler, and nothing else.
abstract contract InvariantTest is Test {
    struct Calls {
        address target;
        bytes4[] selectors;
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = _handler();
    }

    function targetSelectors() external view returns (Calls[] memory calls) {
        calls = new Calls[](1);
        calls[0] = Calls(_handler(), _calls());
    }

    function _handler() internal view virtual returns (address);

    function _calls() internal pure virtual returns (bytes4[] memory);
}
