// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A dollar token that anyone may mint. It cannot be deployed anywhere but on a development chain.
contract MockUSDC is ERC20 {
    error OnlyOnDevelopmentChain(uint256 chainId);

    constructor() ERC20("Development USD Coin", "USDC") {
        if (block.chainid != 31337) revert OnlyOnDevelopmentChain(block.chainid);
    }

    /// @notice Makes `amount` micro-USDC for `to`, out of nothing.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice Six, as the real one has.
    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
