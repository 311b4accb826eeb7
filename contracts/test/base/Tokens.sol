// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {MockUSDC} from "../../src/MockUSDC.sol";

/// @notice Keeps one unit of every transfer to itself.
contract ShortToken is MockUSDC {
    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        super.transferFrom(from, to, amount);
        _transfer(to, address(this), 1);
        return true;
    }
}

/// @notice Calls a target with chosen bytes in the middle of every transfer, and says whether it was let in.
contract ReentrantToken is MockUSDC {
    address private _target;
    bytes private _call;
    bytes public answer;

    function aim(address target, bytes calldata call_) external {
        _target = target;
        _call = call_;
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (_target == address(0)) return;
        (, answer) = _target.call(_call);
    }
}

/// @notice A token with eighteen decimals.
contract WideToken is ERC20("Wide", "WIDE") {}
